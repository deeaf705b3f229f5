"""The judgement of a shell line.

    line ── plain ──▶ literal words and nothing else, or not understood
         └─ parse ──▶ every command in it, best effort, through substitutions and wrappers

What may run unasked is decided on what ``plain`` understood and ``parse`` agrees with; what must never run is
looked for in everything ``parse`` can reach. Not being understood can only make a line asked for, or denied.
"""
