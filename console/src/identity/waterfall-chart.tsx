import { Table, Text } from '@mantine/core';
import { ScrollBox } from '../parts/scroll-box.tsx';
import styles from './identity.module.css';
import { probabilityOf, type Score } from './score.ts';
import { reachOf, type Step, waterfallOf } from './waterfall.ts';
import { percent, signed } from './words.ts';

export interface WaterfallProps {
  readonly score: Score;
  /** What the rule adds; nothing where none was applied. */
  readonly ruleBits?: number;
  /** What is weighed, for those who hear the table. */
  readonly label: string;
}

/**
 * How a weight comes about: a table whose rows carry the bars of a waterfall, so that whoever sees it and whoever hears it
 * read the same.
 */
export function Waterfall({ score, ruleBits = 0, label }: WaterfallProps) {
  const steps = waterfallOf(score, ruleBits);
  const weight = steps.at(-1)?.to ?? 0;
  const [least, most] = reachOf(steps);
  const width = most - least || 1;
  const place = (bits: number) => `${(100 * (bits - least)) / width}%`;
  return (
    <ScrollBox label={label} minWidth={520}>
      <Table className={styles['waterfall'] ?? ''} verticalSpacing={4} aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">What is compared</Table.Th>
            <Table.Th scope="col" className={styles['bars'] ?? ''}>
              <abbr title="A bar to the right speaks for one person, a bar to the left for two.">
                Adds up
              </abbr>
            </Table.Th>
            <Table.Th scope="col" ta="end">
              <abbr title="How often it compares like this among records of one person">m</abbr>
            </Table.Th>
            <Table.Th scope="col" ta="end">
              <abbr title="How often it compares like this among records of two people">u</abbr>
            </Table.Th>
            <Table.Th scope="col" ta="end">
              Bits
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {steps.map((step) => (
            <Table.Tr key={step.key} title={hint(step)}>
              <Table.Th scope="row" fw={400}>
                <Text size="sm" fw={500} component="span">
                  {step.label}
                </Text>
                <Text size="xs" c="dimmed">
                  {step.says}
                </Text>
              </Table.Th>
              <Table.Td className={styles['bars'] ?? ''}>
                <Bar step={step} place={place} />
              </Table.Td>
              <Table.Td className="numeric">{step.odds === undefined ? '' : share(step.odds.m)}</Table.Td>
              <Table.Td className="numeric">{step.odds === undefined ? '' : share(step.odds.u)}</Table.Td>
              <Table.Td className="numeric" data-bits={step.bits}>
                {signed(step.bits)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">Weight</Table.Th>
            <Table.Td className={styles['bars'] ?? ''}>
              <Bar
                step={{ key: 'weight', label: '', says: '', bits: weight, from: 0, to: weight }}
                place={place}
                total
              />
            </Table.Td>
            <Table.Td colSpan={2} className="numeric">
              {percent(probabilityOf(weight))}
            </Table.Td>
            <Table.Td className="numeric" fw={700} data-weight={weight}>
              {signed(weight)}
            </Table.Td>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </ScrollBox>
  );
}

/** What speaks against one person is hatched: colour is not the only sign. */
function Bar({
  step: { from, to, bits },
  place,
  total = false,
}: {
  readonly step: Step;
  readonly place: (bits: number) => string;
  readonly total?: boolean;
}) {
  const kind = total ? 'total' : bits < 0 ? 'against' : 'for';
  const start = place(Math.min(from, to));
  return (
    <div className={styles['track'] ?? ''} aria-hidden>
      <span className={styles['zero'] ?? ''} style={{ insetInlineStart: place(0) }} />
      <span
        className={styles[kind] ?? ''}
        style={{ insetInlineStart: start, inlineSize: `calc(${place(Math.max(from, to))} - ${start})` }}
      />
    </div>
  );
}

function hint({ label, says, bits, odds }: Step): string {
  const why =
    odds === undefined
      ? ''
      : ` Of records of one person ${share(odds.m)} compare like this, of those of two ${share(odds.u)}.`;
  return `${label}: ${says}, ${signed(bits)} bits.${why}`;
}

/** Shares down to one in a million are told apart. */
function share(one: number): string {
  return new Intl.NumberFormat(undefined, { style: 'percent', maximumSignificantDigits: 2 }).format(one);
}
