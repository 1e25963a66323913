import type { ReactNode } from 'react';

/** What is wider than the page scrolls by itself, by keyboard as well. */
export function ScrollBox({
  label,
  minWidth,
  className,
  children,
}: {
  readonly label: string;
  /** Pixels below which it scrolls; as wide as what is in it where absent. */
  readonly minWidth?: number;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <section
      className={className}
      style={{ overflowX: 'auto' }}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      tabIndex={0}
    >
      {minWidth === undefined ? children : <div style={{ minWidth }}>{children}</div>}
    </section>
  );
}
