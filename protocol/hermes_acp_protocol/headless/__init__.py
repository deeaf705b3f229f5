"""The protocol of ``hermes rpc``: its description (OpenRPC), and the codes of its errors.

Source: https://spec.open-rpc.org and https://www.jsonrpc.org/specification
"""
