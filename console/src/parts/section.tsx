import { Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

/** A part of a page below its title, named by its heading. */
export function Section({
  title,
  size = 'h4',
  children,
}: {
  readonly title: string;
  readonly size?: 'h4' | 'h5';
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={3} size={size} mb="xs" id={id}>
        {title}
      </Title>
      {children}
    </section>
  );
}
