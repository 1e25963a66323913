/** `onefold audit verify`: whether the decision log is what was written. */
import { faults } from '../audit/chain.ts';
import { keyUse } from '../audit/entry.ts';
import { formatHead, type Head, parseHead } from '../audit/head.ts';
import { type Broken, type NodeReport, type Verification, verify } from '../audit/verify.ts';
import { loadConfiguration } from '../config/load.ts';
import { deriveKey } from '../identity/seal.ts';
import type { Command, Io } from './io.ts';

/** A line for each chain, with its head to be anchored, and one for all. What is broken fails; what is not closed does not. */
export const auditVerify: Command = async ({ config = '', folder: named, anchor }, io) => {
  const anchors = anchorsOf(anchor);
  if (anchors === undefined) {
    io.err(
      'onefold: audit verify: --anchor takes node:seq:hash, as audit verify prints it, or several with commas between',
    );
    return 2;
  }
  const { gateway, audit } = loadConfiguration(config, io.env, { withoutModel: true });
  const folder = named ?? audit?.folder;
  if (folder === undefined) {
    io.err('onefold: audit verify: the configuration keeps no decision log; name its folder with --folder');
    return 2;
  }
  const key = deriveKey(gateway.secret, keyUse);
  const verification = await verified(folder, () => verify(folder, key, anchors, io.stop), io);
  if (verification === undefined) return 1;
  if (verification.nodes.length + verification.strays.length === 0) {
    io.err(`onefold: audit verify: there is no decision log in ${folder}`);
    return 1;
  }
  return told(verification, anchors.length, io) ? 0 : 1;
};

/** @returns undefined where one of them is none. */
function anchorsOf(text: string | undefined): readonly Head[] | undefined {
  const anchors = text?.split(',').map((one) => parseHead(one.trim())) ?? [];
  const heads = anchors.filter((one) => one !== undefined);
  return heads.length === anchors.length ? heads : undefined;
}

/** @returns undefined, and says why, when there was nothing to read or no time to read it. */
async function verified(
  folder: string,
  work: () => Promise<Verification>,
  io: Io,
): Promise<Verification | undefined> {
  try {
    return await work();
  } catch (error) {
    if (io.stop.aborted) io.err('Stopped: nothing is said of the log.');
    else if (error instanceof Error && 'code' in error)
      io.err(`onefold: audit verify: ${folder} cannot be read: ${error.code}`);
    else throw error;
    return undefined;
  }
}

/** @returns whether all of it holds. */
function told({ nodes, strays }: Verification, anchors: number, io: Io): boolean {
  for (const node of nodes) io.out(lineOf(node));
  for (const stray of strays) io.out(breakOf(stray));
  const count = (kind: NodeReport['state']['kind']) =>
    nodes.filter(({ state }) => state.kind === kind).length;
  const entries = nodes.reduce((sum, node) => sum + node.entries, 0);
  const broken = count('broken');
  io.out(
    [
      `Nodes: ${nodes.length}, entries: ${entries}, anchors asked for: ${anchors}`,
      `intact: ${count('intact')}, not closed: ${count('not closed')}, broken: ${broken}, strange files: ${strays.length}.`,
    ].join('; '),
  );
  return broken + strays.length === 0;
}

function lineOf({ node, entries, first, last, head, state }: NodeReport): string {
  const span = first === undefined ? '' : `, ${first} to ${last}`;
  const found = `${node}: ${entries} entries${span}, `;
  if (state.kind === 'broken') return `${found}${breakOf(state)}`;
  const torn = state.kind === 'not closed' && state.torn ? ' (its last line is torn)' : '';
  // Of an empty chain there is nothing to anchor.
  return `${found}${state.kind}${torn}${head.seq === 0 ? '' : `, head ${formatHead(head)}`}`;
}

function breakOf({ file, line, fault }: Broken): string {
  return `broken at ${file}:${line}: ${faults[fault]}`;
}
