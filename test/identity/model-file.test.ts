import { describe, expect, it } from 'vitest';
import { FrequencySketch } from '../../src/identity/frequencies.ts';
import { coldStartModel } from '../../src/identity/model.ts';
import { isCells, isModelFault, modelFileOf, modelOf, versioned } from '../../src/identity/model-file.ts';

const { lambda, fields } = coldStartModel(1000);
const key = 'the key of these tests';
const bare = { lambda, fields, records: 1000 };

function sketch(under = key): FrequencySketch {
  const counted = new FrequencySketch(under);
  counted.add('family', 'canary', 3);
  counted.add('family', 'smith');
  return counted;
}

/** As it comes back from a file. */
function reread(model: ReturnType<typeof versioned>) {
  return JSON.parse(JSON.stringify(modelFileOf(model)));
}

describe('the version of a model', () => {
  it('is the same for the same numbers', () => {
    const again = versioned({ ...bare, fields: JSON.parse(JSON.stringify(fields)) });
    expect(again.version).toBe(versioned(bare).version);
    expect(again.version).toMatch(/^[0-9a-f]{12}$/);
  });

  it('is another with any other number', () => {
    const models = [
      bare,
      { ...bare, lambda: lambda / 2 },
      { ...bare, records: 1001 },
      {
        ...bare,
        fields: { ...fields, phone: { ...fields.phone, EXACT: { m: 0.5, u: fields.phone.EXACT.u } } },
      },
      { ...bare, frequencies: sketch() },
      { ...bare, frequencies: sketch('another key') },
      { ...bare, calibration: [[0, 0.5]] as const },
    ];
    expect(new Set(models.map((one) => versioned(one).version)).size).toBe(models.length);
  });
});

describe('a model file', () => {
  it('gives back the model that was put into it', () => {
    const model = versioned({ ...bare, frequencies: sketch(), calibration: [[0, 0.25]] });
    const back = modelOf(reread(model), key);
    if (isModelFault(back)) throw new TypeError(back.message);
    const { frequencies, ...numbers } = back;
    const { frequencies: _, ...written } = model;
    expect(numbers).toEqual(written);
    expect(frequencies?.of('family', 'canary')).toBe(0.75);
    expect(frequencies?.of('given', 'canary')).toBeUndefined();
  });

  it('holds no value', () => {
    expect(JSON.stringify(modelFileOf(versioned({ ...bare, frequencies: sketch() })))).not.toMatch(
      /canary|smith/i,
    );
  });

  it('is read without how common names are by whoever has no key', () => {
    const back = modelOf(reread(versioned({ ...bare, frequencies: sketch() })), undefined);
    expect(back).not.toHaveProperty('frequencies');
    expect(back).toHaveProperty('version');
  });

  it('is refused under another key: its counts would be those of other names', () => {
    const fault = modelOf(reread(versioned({ ...bare, frequencies: sketch() })), 'another key');
    expect(fault).toMatchObject({ path: ['key'], fix: 'train again' });
  });

  it('is refused where a number was changed after it was written', () => {
    const file = { ...reread(versioned(bare)), lambda: 0.1 };
    expect(modelOf(file, key)).toMatchObject({ path: ['version'] });
  });

  it('needs the counts of a field to be whole', () => {
    const cells = modelFileOf(versioned({ ...bare, frequencies: sketch() })).frequencies?.family?.cells ?? '';
    expect(isCells(cells)).toBe(true);
    for (const text of ['', 'AAAA', cells.slice(8), `${cells}AAAA`, 'no base64!'])
      expect(isCells(text)).toBe(false);
  });
});
