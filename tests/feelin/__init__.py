"""feelin, the engine of the bpmn.io editors, as a second opinion on FEEL; it runs in Node, which may be absent."""
