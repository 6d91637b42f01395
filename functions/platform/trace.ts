/** What the log may say of an error: its kind, and where it happened. Its message may quote what somebody entered, and so is left out whatever it looks like. */
export function traceOf(error: unknown): { error: string; stack: string[] } {
  if (!(error instanceof Error)) return { error: typeof error, stack: [] };
  const { name, message, stack = "" } = error;
  const quoted = stack.indexOf(message);
  const frames = quoted < 0 ? stack : stack.slice(quoted + message.length);
  return {
    error: name,
    stack: frames
      .split("\n")
      .filter((text) => /^\s+at /.test(text))
      .slice(0, 6),
  };
}
