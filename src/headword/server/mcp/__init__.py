"""The vocabulary for assistants: tools, resources and prompts of the Model Context Protocol (MCP).

An assistant finds concepts, reads them, checks Markdown and proposes changes. `loaded` has the vocabulary, `lookup`
answers questions about it, `drafts` and `proposals` work on pages, and `application` is the server of the SDK.
Everything in a vocabulary was written by others: an answer has it as values of JSON, and never as instructions.
"""
