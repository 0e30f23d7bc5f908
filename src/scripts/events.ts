/** Reads newline-delimited JSON as it arrives. Ends when the stream ends; throws when it breaks or a line is no JSON. */
export async function* readEvents(response: Response): AsyncGenerator<{ type: string }, void> {
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let tail = '';
  for (;;) {
    const { done, value } = await reader.read();
    tail += decoder.decode(value, { stream: !done });
    const lines = tail.split('\n');
    tail = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as { type: string };
    if (done) return;
  }
}
