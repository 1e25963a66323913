/** The guards of identity: what each of them keeps apart, or lets through, seen in the clusters that come of it. */
import { describe, expect, it } from 'vitest';
import { Comparer, defaultMatching } from '../../src/identity/matching.ts';
import { identifierKey } from '../../src/model/identifier.ts';
import { closed, clustersOf, type Said } from './closed.ts';
import { person, type Traits } from './records.ts';

const phone = '+493012345678';
const home = 'home@a.example';
const anna = { full: 'Anna Schmidt' };
const place = { street: 'Ackerstr. 5', city: 'Berlin', postcode: '10115' };
const apart = ['app:1', 'crm:2'];
const together = ['app:1 crm:2'];

describe('G1: values that stand for nothing', () => {
  const twice = (traits: Traits) => clustersOf({ 'app:1': traits, 'crm:2': traits });

  it.each<readonly [Traits, Traits]>([
    [{ loyalty: '0000' }, { loyalty: '7000' }],
    [{ loyalty: '-1' }, { loyalty: '71' }],
    [{ loyalty: 'n/a' }, { loyalty: 'na7' }],
    [{ loyalty: 'TEST' }, { loyalty: 'TEST7' }],
    [{ loyalty: 'anonymous' }, { loyalty: 'anonymous7' }],
    [{ email: 'noreply@a.example' }, { email: 'norah@a.example' }],
    [{ email: 'anna@mail.invalid' }, { email: 'anna@mail.example' }],
    [{ phone: '000000' }, { phone }],
    [{ phone: '+1 212 555 0123' }, { phone: '+1 212 736 5000' }],
    [{ phone: '+1 900 555 1234' }, { phone: '+1 212 736 5001' }],
    [{ names: ['billing:0'] }, { names: ['billing:7'] }],
  ])('%j brings nobody together; %j does', (placeholder, value) => {
    expect(twice({ ...anna, ...placeholder })).toEqual(apart);
    expect(twice({ ...anna, ...value })).toEqual(together);
  });

  it.each(['1900-01-01', '1970-01-01'])(
    'a birth date of %s adds nothing to a name and a postcode',
    (born) => {
      expect(twice({ ...anna, postcode: '10115', born })).toEqual(apart);
      expect(twice({ ...anna, postcode: '10115', born: '1970-01-02' })).toEqual(together);
    },
  );

  it('a name that stands for nothing is nobody’s', () =>
    expect(twice({ given: 'Test', family: 'Test', born: '1980-05-01', postcode: '10115' })).toEqual(apart));
});

describe('G2: role and disposable mailboxes', () => {
  it.each(['info@a.example', 'support+de@a.example', 'anna@mailinator.com'])(
    '%s neither brings two namesakes together nor speaks for them',
    (email) => {
      const records = { 'app:1': { ...anna, email }, 'crm:2': { ...anna, email } };
      expect(clustersOf(records)).toEqual(apart);
      const [a, b] = [person('app:1', { ...anna, email }), person('crm:2', { ...anna, email })];
      const { fields } = new Comparer(defaultMatching).score(a, b, new Set());
      expect(fields.map(({ field }) => field)).toEqual(['given', 'family']);
      expect(a.candidates().map(identifierKey).join()).not.toContain('match.emailUser');
    },
  );

  it('add nothing to a name and a postcode', () => {
    const at = (email: string) => ({ ...anna, postcode: '10115', email });
    expect(clustersOf({ 'app:1': at('info@a.example'), 'crm:2': at('info@a.example') })).toEqual(apart);
    expect(clustersOf({ 'app:1': at(home), 'crm:2': at(home) })).toEqual(together);
  });

  it('do not count against two records either', () =>
    expect(
      clustersOf({
        'app:1': { ...anna, ...place, born: '1980-05-01', email: 'info@a.example' },
        'crm:2': { ...anna, ...place, born: '1980-05-01', email: 'sales@b.example' },
      }),
    ).toEqual(together));
});

describe('G3: values that too many share', () => {
  const generic = [`phone|${phone}`];

  it('link nobody', () => {
    const records = { 'app:1': { ...anna, phone }, 'crm:2': { ...anna, phone } };
    expect(clustersOf(records)).toEqual(together);
    expect(clustersOf(records, { generic })).toEqual(apart);
  });

  it('are no second field', () => {
    const records = {
      'app:1': { ...anna, email: home, phone },
      'crm:2': { full: 'Anna Meier', email: home, phone },
    };
    expect(clustersOf(records)).toEqual(together);
    expect(closed(records, { generic }).refused).toEqual(['app:1 crm:2 FAMILY_NAMES_DIFFER']);
  });

  it('add nothing to a name and a postcode', () => {
    const one = { ...anna, phone, postcode: '10115' };
    const records = { 'app:1': one, 'crm:2': one };
    expect(clustersOf(records)).toEqual(together);
    expect(closed(records, { generic })).toEqual({ clusters: apart, refused: [], probable: together });
  });

  it('do not even bring records together to be compared, where candidate keys are generic', () => {
    const one = { ...anna, postcode: '10115' };
    const records = { 'app:1': one, 'crm:2': one };
    expect(closed(records).probable).toEqual(together);
    const keys = person('app:1', one).candidates();
    expect(closed(records, { generic: keys.map(identifierKey) }).probable).toEqual([]);
  });
});

describe('G4: a contact point of people whose names conflict', () => {
  const couple = { 'app:1': { ...anna, email: home }, 'app:2': { full: 'Peter Schmidt', email: home } };

  it('does not tell whose a nameless record is', () =>
    expect(closed({ ...couple, 'shop:3': { email: home } })).toMatchObject({
      clusters: ['app:1', 'app:2', 'shop:3'],
      refused: [
        'app:1 app:2 GIVEN_NAMES_DIFFER',
        'app:1 shop:3 SHARED_BY_SEVERAL_PEOPLE',
        'app:2 shop:3 SHARED_BY_SEVERAL_PEOPLE',
      ],
    }));

  it('nor does it bring two nameless records together', () =>
    expect(clustersOf({ ...couple, 'billing:3': { email: home }, 'shop:4': { email: home } })).toHaveLength(
      4,
    ));

  it('nor do two of them that a couple shares', () =>
    expect(
      clustersOf({
        'app:1': { ...anna, email: home, phone },
        'app:2': { full: 'Peter Schmidt', email: home, phone },
        'shop:3': { email: home, phone },
      }),
    ).toEqual(['app:1', 'app:2', 'shop:3']));

  it.each([
    ['A. Schmidt', 'Anna Schmidt', 'Alex Schmidt'],
    ['Chris Schmidt', 'Christian Schmidt', 'Christina Schmidt'],
  ])('%s fits two who share it, and joins neither', (full, one, other) =>
    expect(
      clustersOf({
        'app:1': { full: one, email: home },
        'app:2': { full: other, email: home },
        'shop:3': { full, email: home },
      }),
    ).toEqual(['app:1', 'app:2', 'shop:3']),
  );

  it('joins who fits one of them better', () =>
    expect(
      clustersOf({
        'app:1': { ...anna, email: home, loyalty: 'L1' },
        'app:2': { full: 'Alex Schmidt', email: home },
        'shop:3': { full: 'A. Schmidt', email: home, loyalty: 'L1' },
      }),
    ).toEqual(['app:1 shop:3', 'app:2']));
});

describe('G5: one contact point alone', () => {
  const shared = { email: home };

  it.each<readonly [Traits, string]>([
    [{ full: 'Anna Meier' }, 'FAMILY_NAMES_DIFFER'],
    [{ full: 'Peter Schmidt' }, 'GIVEN_NAMES_DIFFER'],
    [{ full: 'Peter Meier' }, 'NAMES_DIFFER'],
  ])('is not enough for %j', (other, refusal) =>
    expect(closed({ 'app:1': { ...anna, ...shared }, 'crm:2': { ...other, ...shared } }).refused).toEqual([
      `app:1 crm:2 ${refusal}`,
    ]),
  );

  it.each<Traits>([{ phone }, { born: '1980-05-01' }])(
    'is enough for a changed family name together with %j',
    (second) =>
      expect(
        clustersOf({
          'app:1': { ...anna, ...shared, ...second },
          'crm:2': { full: 'Anna Meier', ...shared, ...second },
        }),
      ).toEqual(together),
  );

  it('is enough where nobody’s name conflicts', () =>
    expect(clustersOf({ 'app:1': { ...anna, ...shared }, 'crm:2': shared })).toEqual(together));

  it('a name alone is not enough, however many times it is there', () =>
    expect(clustersOf({ 'app:1': anna, 'crm:2': anna, 'shop:3': anna })).toHaveLength(3));

  it('what a family shares is not enough without a given name, a birth date, a mailbox or an id', () => {
    const family = { family: 'Schmidt', ...place };
    const records = {
      'app:1': { ...family, given: 'Anna', phone },
      'crm:2': { ...family, phone: '+494012345678' },
    };
    expect(closed(records)).toMatchObject({ clusters: apart, probable: together });
    const named = { ...records, 'crm:2': { ...records['crm:2'], given: 'Anna' } };
    expect(clustersOf(named)).toEqual(together);
  });
});

describe('G6: hard vetoes', () => {
  it('two names that both differ, on one id', () =>
    expect(
      closed({ 'app:1': { ...anna, loyalty: 'L1' }, 'crm:2': { full: 'Peter Meier', loyalty: 'L1' } })
        .refused,
    ).toEqual(['app:1 crm:2 NAMES_DIFFER']));

  it('suffixes, through a third record', () =>
    expect(
      closed({
        'app:1': { full: 'John Smith Jr.', email: home },
        'crm:2': { full: 'John Smith', email: home, phone },
        'shop:3': { full: 'John Smith Sr.', phone },
      }),
    ).toMatchObject({
      clusters: ['app:1 crm:2', 'shop:3'],
      refused: ['crm:2 shop:3 SUFFIXES_DIFFER'],
    }));

  it('different ids of one issuer, through a third record', () =>
    expect(
      clustersOf({
        'app:1': { ...anna, email: home, loyalty: 'L1' },
        'crm:2': { ...anna, email: home },
        'shop:3': { ...anna, email: home, loyalty: 'L2' },
      }),
    ).toHaveLength(3));

  it('the old and the new owner of a telephone number', () =>
    expect(
      clustersOf({
        'app:1': { ...anna, email: 'anna@a.example', phone },
        'crm:2': { ...anna, email: 'anna@a.example', phone },
        'shop:3': { full: 'Peter Meier', phone },
      }),
    ).toEqual(['app:1 crm:2', 'shop:3']));

  it('leave a differing given name to the systems that say the records belong together', () =>
    expect(
      clustersOf({
        'app:1': { full: 'Lea Schmidt', names: ['billing:9'] },
        'billing:9': { full: 'Familie Schmidt' },
        'crm:3': { full: 'Mia Schmidt', names: ['billing:9'] },
      }),
    ).toEqual(['app:1 billing:9 crm:3']));

  describe('of stewards', () => {
    const same = { ...anna, email: home, phone, ...place, born: '1980-05-01' };

    it('NOT_SAME beats records that are alike in everything', () => {
      const records = { 'app:1': same, 'crm:2': same };
      expect(clustersOf(records)).toEqual(together);
      expect(closed(records, { said: [['app:1', 'crm:2', 'NOT_SAME']] })).toEqual({
        clusters: apart,
        refused: ['app:1 crm:2 STEWARD'],
        probable: [],
      });
    });

    it('NOT_SAME beats an id, and a record that names the other', () => {
      const records = {
        'app:1': { ...anna, loyalty: 'L1', names: ['crm:2'] },
        'crm:2': { ...anna, loyalty: 'L1' },
      };
      expect(clustersOf(records, { said: [['crm:2', 'app:1', 'NOT_SAME']] })).toEqual(apart);
    });

    it('SAME beats names, suffixes and ids that differ', () => {
      const records = {
        'app:1': { full: 'John Smith Jr.', loyalty: 'L1' },
        'crm:2': { full: 'Peter Meier Sr.', loyalty: 'L2' },
      };
      expect(clustersOf(records)).toEqual(apart);
      expect(clustersOf(records, { said: [['app:1', 'crm:2', 'SAME']] })).toEqual(together);
    });

    it('SAME brings records together that have nothing in common', () =>
      expect(clustersOf({ 'app:1': anna, 'crm:2': {} }, { said: [['crm:2', 'app:1', 'SAME']] })).toEqual(
        together,
      ));

    it('NOT_SAME holds through a chain of links', () => {
      const records = {
        'app:1': { ...anna, email: home },
        'crm:2': { ...anna, email: home, phone },
        'shop:3': { ...anna, phone, loyalty: 'L1' },
        'shop:4': { ...anna, loyalty: 'L1' },
      };
      expect(clustersOf(records)).toHaveLength(1);
      const parted = clustersOf(records, { said: [['app:1', 'shop:4', 'NOT_SAME']] });
      expect(parted.filter((members) => members.includes('app:1') && members.includes('shop:4'))).toEqual([]);
      expect(parted).toHaveLength(2);
    });

    it('NOT_SAME holds through a chain of SAME, which is given up at its weakest', () => {
      const said: readonly Said[] = [
        ['app:1', 'crm:2', 'SAME'],
        ['crm:2', 'shop:3', 'SAME'],
        ['app:1', 'shop:3', 'NOT_SAME'],
      ];
      const records = {
        'app:1': { ...anna, email: home },
        'crm:2': { ...anna, email: home, phone },
        'shop:3': { full: 'Anna Meier', phone },
      };
      for (const order of [said, said.toReversed()])
        expect(closed(records, { said: order })).toMatchObject({
          clusters: ['app:1 crm:2', 'shop:3'],
          refused: ['app:1 shop:3 STEWARD', 'crm:2 shop:3 STEWARD'],
        });
      const nearer = { ...records, 'app:1': { full: 'Anna Meier' }, 'shop:3': { ...anna, phone } };
      expect(clustersOf(nearer, { said })).toEqual(['app:1', 'crm:2 shop:3']);
    });

    it('NOT_SAME between two who share a telephone makes it tell nothing of a nameless record', () => {
      const records = { 'app:1': { ...anna, phone }, 'crm:2': { ...anna, phone }, 'shop:3': { phone } };
      expect(clustersOf(records)).toEqual(['app:1 crm:2 shop:3']);
      expect(clustersOf(records, { said: [['app:1', 'crm:2', 'NOT_SAME']] })).toHaveLength(3);
    });

    it('SAME drives no record out of the cluster of either', () => {
      const records = {
        'app:1': { ...anna, email: home },
        'crm:2': { full: 'Peter Meier', email: 'peter@b.example' },
        'shop:3': { ...anna, email: home },
      };
      expect(clustersOf(records)).toEqual(['app:1 shop:3', 'crm:2']);
      expect(clustersOf(records, { said: [['app:1', 'crm:2', 'SAME']] })).toEqual(['app:1 crm:2 shop:3']);
    });
  });
});

describe('G7: the mean of all pairs', () => {
  const settled = { ...anna, ...place, born: '1950-03-04', email: 'anna@b.example', loyalty: 'L1' };
  const records = {
    'app:1': { ...anna, email: home, loyalty: 'L1' },
    'crm:2': settled,
    'crm:3': settled,
    'shop:4': { ...anna, email: home, born: '1990-11-30', city: 'Hamburg', postcode: '20095', phone },
  };

  it('keeps out who fits one member and contradicts the others', () => {
    expect(closed(records)).toMatchObject({
      clusters: ['app:1 crm:2 crm:3', 'shop:4'],
      refused: ['app:1 shop:4 AVERAGE_TOO_LOW'],
    });
    expect(clustersOf(records, { averageLink: -1000 })).toEqual(['app:1 crm:2 crm:3 shop:4']);
  });

  it('lets in who has little to be compared by', () =>
    expect(clustersOf({ ...records, 'shop:4': { email: home } })).toEqual(['app:1 crm:2 crm:3 shop:4']));
});

it.each([true, false])('G8: a source free of duplicates has one record in a cluster: %s', (free) => {
  const one = { ...anna, email: home };
  const records = { 'app:1': one, 'app:2': one, 'crm:3': one };
  if (!free) expect(clustersOf(records)).toEqual(['app:1 app:2 crm:3']);
  else
    expect(closed(records, { duplicateFree: new Set(['app']) })).toMatchObject({
      clusters: ['app:1 crm:3', 'app:2'],
      refused: ['app:1 app:2 DUPLICATE_FREE_SOURCE', 'app:2 crm:3 DUPLICATE_FREE_SOURCE'],
    });
});

describe('G9: limits of identifiers', () => {
  it.each([
    ['email', ['a@a.example', 'b@a.example']],
    ['phone', [phone, '+4915123456789']],
  ] as const)('a cluster has so many of %s and no more', (kind, [one, two]) => {
    const records = {
      'app:1': { ...anna, loyalty: 'L1', [kind]: one },
      'crm:2': { ...anna, loyalty: 'L1', [kind]: two },
    };
    expect(clustersOf(records, { contactLimit: 2 })).toEqual(together);
    expect(closed(records, { contactLimit: 1 })).toMatchObject({
      clusters: apart,
      refused: ['app:1 crm:2 IDENTIFIER_LIMIT'],
    });
  });

  it('five by default', () => {
    const mailbox = (n: number) => ({ ...anna, loyalty: 'L1', email: `anna${n}@a.example` });
    const five = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`app:${n}`, mailbox(n)]));
    expect(clustersOf(five)).toHaveLength(1);
    expect(clustersOf({ ...five, 'app:6': mailbox(6) })).toHaveLength(2);
  });
});

describe('G10: the limit of a cluster', () => {
  const records = {
    'app:1': { ...anna, email: home },
    'crm:2': { ...anna, email: home, phone },
    'shop:3': { ...anna, phone },
  };

  it('keeps the strongest links', () => {
    expect(clustersOf(records)).toEqual(['app:1 crm:2 shop:3']);
    expect(closed(records, { clusterLimit: 2 })).toMatchObject({
      clusters: ['app:1 crm:2', 'shop:3'],
      refused: ['crm:2 shop:3 CLUSTER_LIMIT'],
    });
  });

  it('binds stewards, too', () => {
    const said: readonly Said[] = [
      ['app:1', 'crm:2', 'SAME'],
      ['crm:2', 'shop:3', 'SAME'],
    ];
    expect(clustersOf(records, { said, clusterLimit: 2 })).toHaveLength(2);
  });

  it('is 50 records by default', () => {
    const many = Object.fromEntries(
      Array.from({ length: 51 }, (_, n) => [`app:${n}`, { ...anna, email: home }]),
    );
    expect(clustersOf(many).map((members) => members.split(' ').length)).toEqual([50, 1]);
  });
});

describe('G11: blank', () => {
  it('matches nobody, blank or not', () => {
    const blank = {
      given: '',
      family: ' ',
      email: '',
      phone: '',
      loyalty: '',
      street: '',
      city: '',
      postcode: '',
    };
    const full = { ...anna, email: home, phone, loyalty: 'L1', ...place, born: '1980-05-01' };
    const { clusters, probable } = closed({ 'app:1': blank, 'app:2': {}, 'crm:3': blank, 'shop:4': full });
    expect(clusters).toHaveLength(4);
    expect(probable).toEqual([]);
  });
});

describe('G12: what goes together counts once', () => {
  it('a street, its postcode and its town', () => {
    const bits = (traits: Traits) => {
      const { fields } = new Comparer(defaultMatching).score(
        person('app:1', traits),
        person('crm:2', traits),
        new Set(),
      );
      return fields.map(({ field }) => field);
    };
    expect(bits(place)).toEqual(['address']);
    expect(bits({ postcode: '10115', city: 'Berlin' })).toEqual(['address']);
    expect(bits({ city: 'Berlin' })).toEqual(['address']);
  });

  it('two mailboxes and two telephones of one person', () => {
    const one = { email: ['a@a.example', 'b@a.example'], phone: [phone, '+4915123456789'] };
    const { fields } = new Comparer(defaultMatching).score(
      person('app:1', one),
      person('crm:2', one),
      new Set(),
    );
    expect(fields.map(({ field }) => field)).toEqual(['email', 'phone']);
  });

  it('a name and the mailbox that is made of it', () =>
    expect(
      clustersOf({
        'app:1': { ...anna, email: 'anna.schmidt@a.example' },
        'crm:2': { ...anna, email: 'anna.schmidt@post.test' },
      }),
    ).toEqual(apart));
});
