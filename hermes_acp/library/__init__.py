"""Hermes inside a program: an agent that runs turns, with functions of that program as its tools."""

from hermes_acp.library.agent import Agent, Result
from hermes_acp.library.state import State, ToolRecord
from hermes_acp.library.tool import Tool

__all__ = ["Agent", "Result", "State", "Tool", "ToolRecord"]
