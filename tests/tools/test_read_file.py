"""read_file."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hermes_acp_tools.action import Action, PathUse
from hermes_acp_tools.result import ImageContent, Location, ToolError, ToolResult

from .conftest import Bench
