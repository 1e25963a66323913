import { useEffect, useState } from 'react';

const instant = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** A point in time, or a date, as the reader's place writes it. */
export function Time({ at }: { readonly at: string | null | undefined }) {
  if (at == null) return null;
  const isDate = /^\d{4}-\d\d-\d\d$/.test(at);
  return (
    <time dateTime={at} title={at}>
      {(isDate ? day : instant).format(new Date(at))}
    </time>
  );
}

/** How long ago an answer arrived, counted on: the page keeps no promise about what has changed since. */
export function Age({ since }: { readonly since: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((now - since) / 1_000));
  const text =
    seconds < 2 ? 'just now' : seconds < 120 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
  return <time dateTime={new Date(since).toISOString()}>{text}</time>;
}
