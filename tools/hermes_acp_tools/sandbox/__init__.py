"""Commands kept in by the operating system: the workspace can be written, the rest only read, secrets not at all.

``plan`` says what a command may reach, ``survey`` finds that out on this disk, ``bubblewrap`` and ``seatbelt`` write
it down for the two systems, ``probe`` tries whether it holds, ``sandbox`` puts them together. Which paths are secret
or protected is handed in: this room decides nothing.
"""
