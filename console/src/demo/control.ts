/** The sandbox's control, as the gateway of a demo serves it beside the pages. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useAskAllAgain } from '../use-ask.ts';
import type { Change, Disturbed } from './disturbance.ts';

const place = '/demo/systems';

/** @param isWatched - asks again every few seconds: others may disturb the systems as well. */
export function useSystems(isWatched: boolean) {
  return useQuery({
    queryKey: ['demo'],
    queryFn: ({ signal }) => answerOf<readonly Disturbed[]>(fetch(place, { signal })),
    refetchInterval: isWatched ? 3_000 : false,
  });
}

/** Changes systems one after the other; all that is shown is asked again then, since it may be different now. */
export function useDisturb() {
  const askAllAgain = useAskAllAgain();
  return useMutation({
    mutationFn: async (changes: Readonly<Record<string, Change>>) => {
      for (const [name, change] of Object.entries(changes))
        await answerOf(
          fetch(`${place}/${encodeURIComponent(name)}`, {
            method: 'PATCH',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(change),
          }),
        );
    },
    onSettled: askAllAgain,
  });
}

async function answerOf<Body>(asked: Promise<Response>): Promise<Body> {
  const response = await asked;
  const body = (await response.json().catch(() => ({}))) as Body & { readonly error?: string };
  if (response.ok) return body;
  throw new Error(body.error ?? `The sandbox answered ${response.status}.`);
}
