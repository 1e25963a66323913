import '@xyflow/react/dist/style.css';
import { Group, Text, useComputedColorScheme } from '@mantine/core';
import {
  Controls,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react';
import { useMemo } from 'react';
import { type Ref, refKey } from '../parts/refs.ts';
import styles from './identity.module.css';
import type { Picture } from './picture.ts';
import { labelText } from './picture-labels.ts';
import { nameIn, type Said } from './said.ts';
import { cardHeight, cardWidth, type PlacedTie } from './tie.ts';
import { type KnownTie, tieSentence } from './ties.ts';

type Card = Node<{ readonly record: Ref; readonly own: boolean; readonly said: Said | undefined }, 'card'>;
type Line = Edge<{ readonly placed: PlacedTie<KnownTie> }, 'line'>;

export interface PictureViewProps {
  readonly picture: Picture<KnownTie>;
  /** What is known of each record, by its key. */
  readonly said: ReadonlyMap<string, Said>;
  readonly onOpen: (tie: KnownTie) => void;
}

/** Records as cards and what ties them together as lines, each of which opens by click and by Enter. */
export function PictureView({ picture, said, onOpen }: PictureViewProps) {
  const colours = useComputedColorScheme('light');
  const nodes = useMemo(
    () =>
      picture.records.map(
        ({ key, record, own, x, y }): Card => ({
          id: key,
          type: 'card',
          position: { x, y },
          data: { record, own, said: said.get(key) },
          width: cardWidth,
          height: cardHeight,
          draggable: false,
          focusable: false,
          selectable: false,
        }),
      ),
    [picture, said],
  );
  const edges = useMemo(
    () =>
      picture.ties.map(
        (placed): Line => ({
          id: placed.key,
          type: 'line',
          source: refKey(placed.tie.a),
          target: refKey(placed.tie.b),
          data: { placed },
          focusable: true,
          selectable: false,
          ariaRole: 'button',
          ariaLabel: tieSentence(placed.tie),
          interactionWidth: 24,
        }),
      ),
    [picture],
  );
  const open = (id: string | undefined) => {
    const found = picture.ties.find(({ key }) => key === id);
    if (found !== undefined) onOpen(found.tie);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the lines within are buttons, whose Enter ends here */}
      <div
        className={styles['picture']}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          const line = event.target instanceof Element ? event.target.closest('.react-flow__edge') : null;
          if (line === null) return;
          event.preventDefault();
          open(line.getAttribute('data-id') ?? undefined);
        }}
      >
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onEdgeClick={(_, { id }) => open(id)}
          colorMode={colours}
          fitView
          fitViewOptions={{ padding: 0.08, maxZoom: 1.1 }}
          minZoom={0.1}
          nodesDraggable={false}
          nodesConnectable={false}
          zoomOnScroll={false}
          preventScrolling={false}
          proOptions={{ hideAttribution: true }}
          aria-label="Picture of the records and what ties them together; the same as a table follows"
        >
          <Controls showInteractive={false} position="bottom-right" />
        </ReactFlow>
      </div>
      <Legend />
    </>
  );
}

function RecordCard({ data: { record, own, said } }: NodeProps<Card>) {
  const name = said === undefined ? undefined : nameIn(said);
  const contact = said?.get('email')?.[0] ?? said?.get('phone')?.[0];
  return (
    <div className={`${styles['card']} ${own ? '' : styles['other']}`}>
      <Group gap={6} wrap="nowrap" justify="space-between">
        <Text size="xs" fw={700} component="span">
          {record.source}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace" truncate component="span" title={record.id}>
          {record.id}
        </Text>
      </Group>
      <Text size="sm" fw={600} truncate>
        {own ? (name ?? 'No name here') : 'Somebody else'}
      </Text>
      <Text size="xs" c="dimmed" truncate>
        {own ? contact : 'kept apart, or perhaps theirs'}
      </Text>
      <Handle type="source" position={Position.Top} className={styles['anchor'] ?? ''} />
      <Handle type="target" position={Position.Top} className={styles['anchor'] ?? ''} />
    </div>
  );
}

function Tied({ data }: EdgeProps<Line>) {
  if (data === undefined) return null;
  const { from, to, label, tie } = data.placed;
  const path = `M ${from.x} ${from.y} L ${to.x} ${to.y}`;
  return (
    <g>
      <path d={path} stroke="transparent" strokeWidth={24} fill="none" />
      <path d={path} className={`${styles['tie']} ${styles[tie.kind] ?? ''}`} />
      {label !== undefined && (
        // Above all lines, so that none runs through words; a click on them is one on the line.
        <EdgeLabelRenderer>
          <div
            aria-hidden
            className={styles['words']}
            style={{
              width: label.width,
              height: label.height,
              transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)`,
            }}
          >
            {labelText(tie)}
          </div>
        </EdgeLabelRenderer>
      )}
    </g>
  );
}

const nodeTypes = { card: RecordCard };
const edgeTypes = { line: Tied };

function Legend() {
  return (
    <div className={styles['legend']} aria-hidden>
      {(
        [
          ['linked', 'one person'],
          ['refused', 'kept apart'],
          ['probable', 'perhaps one person'],
        ] as const
      ).map(([kind, says]) => (
        <Group key={kind} gap={6} wrap="nowrap" component="span">
          <svg className={styles['sample']} aria-hidden="true">
            <path d="M 0 4 L 34 4" className={`${styles['tie']} ${styles[kind] ?? ''}`} />
          </svg>
          {says}
        </Group>
      ))}
      <span>Open a line to see what it weighs.</span>
    </div>
  );
}
