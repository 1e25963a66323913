import { Text, UnstyledButton } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconGavel } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import styles from './consent.module.css';
import type { Decision, SourceFacts } from './decision.ts';
import { cellOf, type Family, moved, type Position } from './matrix.ts';
import { StatusIcon, toneOf } from './signs.tsx';
import { byChannel } from './why.ts';
import { basisWords, purposeInWords, statusWords } from './words.ts';

export interface ConsentGridProps {
  readonly families: readonly Family[];
  /** The columns after the decision; none for callers who are not told why. */
  readonly sources: readonly string[];
  readonly facts: readonly SourceFacts[];
  /** @param source - of the cell; undefined for the decision as a whole. */
  readonly open: (decision: Decision, source?: string) => void;
}

/** Purposes by sources. One stop of the tab key: arrows lead from cell to cell, Enter opens one. */
export function ConsentGrid({ families, sources, facts, open }: ConsentGridProps) {
  const [wanted, setWanted] = useState<Position>({ row: 0, column: 0 });
  const table = useRef<HTMLTableElement>(null);
  const rows = families.flatMap(({ decisions }) => decisions);
  const size = { rows: rows.length, columns: sources.length + 1 };
  // Fewer may be left than when the keys led here.
  const current = {
    row: Math.min(wanted.row, size.rows - 1),
    column: Math.min(wanted.column, size.columns - 1),
  };

  function move(event: KeyboardEvent) {
    const next = moved(current, event.key, size, event.ctrlKey);
    if (next === undefined || event.altKey || event.metaKey) return;
    event.preventDefault();
    setWanted(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.row}:${next.column}"]`)?.focus();
  }

  const placed = (row: number, column: number) => ({
    'data-cell': `${row}:${column}`,
    tabIndex: row === current.row && column === current.column ? 0 : -1,
    onFocus: () => setWanted({ row, column }),
  });

  return (
    <section className={styles['box']} aria-label="Consent matrix, scrollable">
      <table
        className={styles['grid']}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that is moved through by arrows
        role="grid"
        aria-label="Purposes by sources"
        ref={table}
        onKeyDown={move}
      >
        <thead>
          <tr>
            <th scope="col">Purpose</th>
            <th scope="col">Decision</th>
            {sources.map((source) => (
              <th key={source} scope="col">
                {source}
                <span className={styles['kind']}>
                  {facts.find(({ name }) => name === source)?.kind ?? 'the gateway'}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        {families.map((family) => (
          <tbody key={family.name}>
            <tr className={styles['family']}>
              <th scope="rowgroup" colSpan={sources.length + 2}>
                {family.name}
              </th>
            </tr>
            {family.decisions.map((decision) => {
              const row = rows.indexOf(decision);
              return (
                <tr key={decision.purpose}>
                  <th scope="row" className={styles['purpose']} title={decision.purpose}>
                    {purposeInWords(decision.purpose)}
                    <Text span size="xs" c="dimmed" display="block">
                      {[basisWords[decision.legalBasis].short, byChannel(decision.channel)]
                        .filter((part) => part !== '')
                        .join(' · ')}
                    </Text>
                  </th>
                  <td>
                    <DecisionCell decision={decision} open={() => open(decision)} {...placed(row, 0)} />
                  </td>
                  {sources.map((source, index) => (
                    <td key={source}>
                      <SourceCell
                        decision={decision}
                        source={source}
                        open={() => open(decision, source)}
                        {...placed(row, index + 1)}
                      />
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        ))}
      </table>
    </section>
  );
}

interface Placed {
  readonly 'data-cell': string;
  readonly tabIndex: number;
  readonly onFocus: () => void;
  readonly open: () => void;
}

function DecisionCell({ decision, open, ...placed }: Placed & { readonly decision: Decision }) {
  const permitted = decision.decision === 'PERMIT';
  const Sign = permitted ? IconCircleCheck : IconCircleX;
  return (
    <UnstyledButton
      {...placed}
      className={`${styles['cell']} ${styles['strong']} ${permitted ? styles['agreed'] : styles['opt-out']}`}
      aria-label={`${permitted ? 'Permitted' : 'Denied'}: ${decision.purpose}`}
      aria-haspopup="dialog"
      onClick={open}
    >
      <Sign size={16} aria-hidden />
      {permitted ? 'Permitted' : 'Denied'}
    </UnstyledButton>
  );
}

function SourceCell({
  decision,
  source,
  open,
  ...placed
}: Placed & { readonly decision: Decision; readonly source: string }) {
  const cell = cellOf(decision, source);
  const status = cell?.status ?? 'NOT_APPLICABLE';
  const decides = cell?.decides === true;
  const { short, long, weight } = statusWords[status];
  return (
    <UnstyledButton
      {...placed}
      className={`${styles['cell']} ${toneOf(status)} ${decides ? styles['decides'] : ''}`}
      aria-label={`${short}: ${source}, ${decision.purpose}${decides ? '; decides' : ''}`}
      title={`${source}: ${long}`}
      aria-haspopup="dialog"
      onClick={open}
    >
      <StatusIcon status={status} />
      {weight !== 'none' && short}
      {decides && <IconGavel size={15} aria-hidden />}
    </UnstyledButton>
  );
}
