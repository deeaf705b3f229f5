"""The know-how: reading SKILL.md folders (agentskills.io). Runs nothing."""
