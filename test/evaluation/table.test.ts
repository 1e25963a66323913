import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigurationError } from '../../src/config/fault.ts';
import { parseTable, readTable, tableText } from '../../src/evaluation/table.ts';

function cells(text: string): readonly (readonly string[])[] {
  const { header, rows } = parseTable(text, 'people.csv');
  return [header, ...rows.map((row) => row.cells)];
}

function faultsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message.split('\n');
  }
}

describe('a table', () => {
  it.each([
    [
      'plain cells',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no line end at the end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CR',
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a byte order mark',
      '\uFEFFa,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a byte order mark before a quote',
      '\uFEFF"a",b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'empty cells, the last one too',
      'a,b,c\n,,\n',
      [
        ['a', 'b', 'c'],
        ['', '', ''],
      ],
    ],
    [
      'blanks around cells',
      ' a, b \n 1,\t2 \n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'blanks around quotes',
      'a,b\n "1,1" , " 2 "\n',
      [
        ['a', 'b'],
        ['1,1', '2'],
      ],
    ],
    [
      'doubled quotes',
      'a,b\n"say ""hi""",""""\n',
      [
        ['a', 'b'],
        ['say "hi"', '"'],
      ],
    ],
    [
      'line ends in quotes',
      'a,b\n"1\r\n1","2\n2"\n',
      [
        ['a', 'b'],
        ['1\r\n1', '2\n2'],
      ],
    ],
    [
      'a quote inside a cell',
      'a,b\nO"Brien,2\n',
      [
        ['a', 'b'],
        ['O"Brien', '2'],
      ],
    ],
    [
      'blank lines',
      '\na,b\n\n1,2\n  \n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['an empty cell in quotes, alone', 'a\n""\n\n', [['a'], ['']]],
    ['a cell alone', 'a\n1', [['a'], ['1']]],
  ])('is read with %s', (_, text, expected) => {
    expect(cells(text)).toEqual(expected);
  });

  it('knows the line of each row, line ends in quotes and blank lines counted', () => {
    const { rows } = parseTable('a,b\r\n"1\r\n\r\n1",2\r\n\r\n3,"4\n"\n5,6\n', 'people.csv');
    expect(rows.map(({ line }) => line)).toEqual([2, 6, 8]);
  });

  it.each([
    ['', 'people.csv:1:1 has no header (name the columns in the first line)'],
    ['\n \n', 'people.csv:1:1 has no header (name the columns in the first line)'],
    ['a,,b\n', 'people.csv:1:1 column 2 has no name (name it in the header)'],
    ['a,b, a\n', 'people.csv:1:1 column 3 has the name of column 1 (rename one of them)'],
    [
      'a;b\n1;2\n',
      'people.csv:1:1 has one column, with other separators in its name (separate cells by commas)',
    ],
    [
      'a,b\n"x\ny",2\nSecret\n',
      'people.csv:4:1 has 1 cells where the header has 2 (separate cells by commas; put a cell that holds a comma in quotes)',
    ],
    [
      'a,b\n1,"Secret\n3,4\n',
      'people.csv:2:3 has a quote here that does not end (close it, or put the cell in quotes and double it)',
    ],
    [
      'a,b\n"1\n",2\n3, "Secret"s\n',
      'people.csv:4:3 has a cell here that goes on after its quotes (double the quotes inside it)',
    ],
  ])('is refused with its line: %j', (text, expected) => {
    expect(faultsOf(() => parseTable(text, 'people.csv'))).toEqual([expected]);
  });

  it('that has another shape than its header is shown twenty faults and the number of the others', () => {
    const faults = faultsOf(() => parseTable(`a,b\n${'1\n'.repeat(50)}`, 'people.csv'));
    expect(faults.length).toBe(21);
    expect(faults.at(-1)).toBe('people.csv:21:1 and 30 more from here on');
  });

  it('is a file in UTF-8', () => {
    const directory = mkdtempSync(join(tmpdir(), 'onefold-table-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'people.csv');
    const said = () => faultsOf(() => readTable(file)).map((line) => line.replace(file, 'people.csv'));
    expect(said()).toEqual(['people.csv:1:1 cannot be read: ENOENT']);
    writeFileSync(file, '\uFEFFa,b\nJürgen,Åse\n');
    expect(readTable(file)).toEqual({
      file,
      header: ['a', 'b'],
      rows: [{ line: 2, cells: ['Jürgen', 'Åse'] }],
    });
    writeFileSync(file, Buffer.from('a,b\nx,y\nJürgen,1\n', 'latin1'));
    expect(said()).toEqual(['people.csv:3:1 is not UTF-8 (save the file as UTF-8)']);
  });

  it('is read back as it was written', () => {
    const character = fc.constantFrom('a', 'é', ',', '"', '\n', '\r', ' ', ';', '😀');
    const cell = fc.string({ unit: character, maxLength: 6 }).map((text) => text.trim());
    const tables = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 5 }));
    fc.assert(
      fc.property(tables, (rows) => {
        const header = Array.from({ length: rows[0]?.length ?? 1 }, (_, at) => `column ${at}`);
        expect(cells(tableText([header, ...rows]))).toEqual([header, ...rows]);
      }),
    );
  });

  it('is written without needless quotes', () => {
    expect(tableText([['record', 'cluster'], ['file:1', 'a,b'], ['file:2', '"'], ['']])).toBe(
      'record,cluster\nfile:1,"a,b"\nfile:2,""""\n""\n',
    );
  });
});
