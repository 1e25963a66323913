/** Texts as values of a column: which can be one, and how they are written where SQL would read more into them. */

/** Whole numbers as every driver writes them, so that `007` is not 7. */
export const wholeNumber = /^(0|-?[1-9]\d*)$/;
export const decimalNumber = /^-?\d+(\.\d+)?$/;
export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A pattern for `like … escape '!'` of texts that have this one in such a place. */
export function likePattern(text: string, place: 'start' | 'end' | 'anywhere'): string {
  return `${place === 'start' ? '' : '%'}${escaped(text)}${place === 'end' ? '' : '%'}`;
}

/** A pattern for `like … escape '!'` that only the text itself fits. */
export function escaped(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}
