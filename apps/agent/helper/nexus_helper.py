"""The agent starts this file on the bench's own interpreter; see helper-protocol.ts of the agent contract."""
