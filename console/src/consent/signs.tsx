import {
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClockX,
  IconMinus,
  IconPlugX,
  IconQuestionMark,
} from '@tabler/icons-react';
import type { ConsentStatus } from '../gql/graphql.ts';
import styles from './consent.module.css';
import { statusWords, type Weight } from './words.ts';

const icons = {
  'opt-out': IconBan,
  blind: IconPlugX,
  lapsed: IconClockX,
  agreed: IconCircleCheck,
  silent: IconQuestionMark,
  none: IconMinus,
} as const satisfies Readonly<Record<Weight, unknown>>;

/** The class that sets the colour of a status. */
export function toneOf(status: ConsentStatus): string | undefined {
  return styles[statusWords[status].weight];
}

export function StatusIcon({ status }: { readonly status: ConsentStatus }) {
  const Icon = icons[statusWords[status].weight];
  return <Icon size={15} aria-hidden />;
}

/** A status as sign and short word. */
export function StatusSign({ status }: { readonly status: ConsentStatus }) {
  return (
    <span className={`${styles['sign']} ${toneOf(status)}`}>
      <StatusIcon status={status} />
      {statusWords[status].short}
    </span>
  );
}

/** Whether it may be done, as sign and word. */
export function DecisionSign({ decision }: { readonly decision: 'PERMIT' | 'DENY' }) {
  const permitted = decision === 'PERMIT';
  return (
    <span
      className={`${styles['sign']} ${styles['strong']} ${permitted ? styles['agreed'] : styles['opt-out']}`}
    >
      {permitted ? <IconCircleCheck size={16} aria-hidden /> : <IconCircleX size={16} aria-hidden />}
      {permitted ? 'Permitted' : 'Denied'}
    </span>
  );
}
