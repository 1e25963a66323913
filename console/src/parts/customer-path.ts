/** The address of a customer's page; an id is sealed, and says nothing of its customer. */
export function customerPath(id: string, view?: 'identity' | 'consent' | 'timeline' | 'activity'): string {
  return `/customers/${encodeURIComponent(id)}${view === undefined ? '' : `/${view}`}`;
}
