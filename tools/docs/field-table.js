import { fieldsOf } from './library.js';
import { readComments } from './read-comments.js';
import { table } from './table.js';

const comments = readComments();

/** The formats that the rules of a field require; rules that only check the type are empty. */
const FORMATS = {
  isString: '',
  isNumber: '',
  isInt: '',
  isBoolean: '',
  isStringOrStrings: '',
  isNotNegative: 'not negative',
  isCurrency: 'ISO 4217',
  isEmail: 'email address',
  isPhoneNumber: 'phone number',
  isCountryCode: 'ISO 3166-1 alpha-2',
  isState: 'no street',
  isSalesChannelType: '[sales channel](#sales-channels)',
};

/** The fields of a class; below each list, the fields of its entries. */
export function fieldTable(type) {
  return table(['field', 'type', '', 'description'], fieldRows(type, ''));
}

function fieldRows(type, prefix) {
  return fieldsOf(type).flatMap((field) => {
    const name = `${prefix}${field.name}`;
    const row = [`\`${name}\``, fieldType(field), presence(field), commentOf(type, field)];
    const entries = field.item === undefined ? [] : fieldRows(field.item(), `${name}[].`);
    return [row, ...entries];
  });
}

/** The type of a field in Converge's words, and its format. */
export function fieldType({ name, type, isId, rules }) {
  const formats = rules.map((rule) => {
    const format = FORMATS[rule.name];
    if (format === undefined)
      throw new Error(`${name}: add the format of ${rule.name} to FORMATS.`);
    return format;
  });
  const words = [isId ? 'id' : '', ...formats].filter((word) => word !== '');
  return [`\`${type.replaceAll('|', '\\|')}\``, ...words].join(', ');
}

function presence({ isRequired, isListed }) {
  if (!isListed) return 'in samples only';
  return isRequired ? '**required**' : 'optional';
}

function commentOf(type, { name }) {
  const comment = comments.get(type.name)?.get(name) ?? '';
  if (comment === '') throw new Error(`${type.name}.${name} needs a doc comment.`);
  return comment;
}
