/** The console: built files of `console/`, served whole by the gateway, so that its pages ask no other host for anything. */
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

/** What a page has to know before it can ask anything. Nothing in it depends on who asks. */
export interface ConsoleFacts {
  /** Whether everyone is let in; otherwise the page asks for a token or key first. */
  readonly open: boolean;
  /** Whether answers may explain themselves (`gateway.explain`). */
  readonly explain: boolean;
  /** Whether there are sandbox systems to be disturbed, at /demo/systems. */
  readonly demo: boolean;
}

export interface Console {
  /** Answers one request for a page or one of its parts; `next` is called where there is no such file. */
  serve(request: IncomingMessage, response: ServerResponse, next: () => void): void;
}

const built = fileURLToPath(new URL('../../console/dist', import.meta.url));

/**
 * Scripts and connections of the own origin only. Styles are written by the component set as the page runs, and the editor
 * starts its workers from blobs where a browser does not load them as modules.
 */
const contentSecurity = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurity,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export function openConsole(facts: ConsoleFacts, folder = built): Console {
  const told = `${JSON.stringify(facts)}\n`;
  const files = existsSync(`${folder}/index.html`)
    ? sirv(folder, {
        brotli: true,
        gzip: true,
        etag: true,
        setHeaders(response, path) {
          for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
          // Parts carry a hash of what is in them in their names; the page that names them does not.
          response.setHeader(
            'cache-control',
            path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
          );
        },
      })
    : undefined;
  return {
    serve(request, response, next) {
      const [path] = (request.url ?? '/').split('?');
      if (request.method !== 'GET' && request.method !== 'HEAD') return next();
      if (path === '/console.json') {
        response.writeHead(200, {
          ...headers,
          'content-type': 'application/json',
          'cache-control': 'no-cache',
        });
        response.end(told);
      } else if (files !== undefined) {
        // Browsers ask for all of a page; a range that is none would be a fault of the gateway's.
        delete request.headers.range;
        files(request, minded(response), next);
      } else if (path === '/') {
        response.writeHead(503, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
        response.end('The console is not built: run "npm run build" in the folder of the gateway.\n');
      } else next();
    },
  };
}

/**
 * A response that minds the file it is filled from, which nobody else does: one that cannot be read would end the process,
 * and one whose reader has gone would stay open.
 */
function minded(response: ServerResponse): ServerResponse {
  return response.once('pipe', (file: Readable) => {
    file.once('error', () => response.destroy());
    response.once('close', () => file.destroy());
  });
}
