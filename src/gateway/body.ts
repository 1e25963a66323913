/** Bodies of requests, as far as they are JSON and not too large. */
import type { IncomingMessage } from 'node:http';

/** What came with a request. */
export interface Body {
  readonly value?: unknown;
  readonly fault?: { readonly status: number; readonly message: string };
}

export const noBody: Body = {};

/** Reads a JSON body; without a JSON content type there is no value, and Apollo says what is missing. */
export function readBody(request: IncomingMessage, limit: number): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else resolve({ fault: { status: 413, message: 'The request body is too large.' } });
    });
    request.once('end', () => resolve(parsed(request.headers['content-type'], chunks)));
    // Nobody is left to read what is wrong.
    const cut = () => resolve({ fault: { status: 400, message: 'The request body was cut off.' } });
    request.once('error', cut);
    request.once('close', cut);
  });
}

function parsed(type: string | undefined, chunks: readonly Buffer[]): Body {
  if (type === undefined || !/^application\/json\b/i.test(type)) return noBody;
  const [only, ...others] = chunks;
  const bytes = only !== undefined && others.length === 0 ? only : Buffer.concat(chunks);
  try {
    return { value: JSON.parse(bytes.toString()) };
  } catch {
    return { fault: { status: 400, message: 'The request body is not valid JSON.' } };
  }
}
