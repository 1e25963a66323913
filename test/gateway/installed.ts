/** An installation over two sources in memory, for what only looks at what they can do. */
import { loadConfiguration } from '../../src/config/load.ts';
import { install } from '../../src/gateway/installation.ts';
import type { Installation } from '../../src/profile/installation.ts';
import { gatewayText, written } from '../config/files.ts';

const sources = `sources:
  app:
    kind: memory
    rows:
      people: [{ id: 1, mail: someone, tel: '1', town: x, shoe: 42, card: L1 }]
      sales: [{ id: 1, person: 1, no: A, at: '2026-01-01T00:00:00Z' }]
    customer:
      table: people
      id: id
      attributes: { email: mail, phone: tel, address.city: town, custom.shoeSize: shoe, externalId.loyalty: card }
      consent: none
    collections:
      orders: { table: sales, id: id, customer: person, attributes: { number: no, placedAt: at } }
  crm:
    kind: memory
    rows:
      contacts: [{ id: 1, mail: someone, boss: y }]
    customer: { table: contacts, id: id, attributes: { email: mail, custom.manager: boss }, consent: none }
`;

/** Call it within a test: its file goes with the test. */
export function installed(): Installation {
  return install(loadConfiguration(written({ 'onefold.yaml': gatewayText + sources }), {}));
}
