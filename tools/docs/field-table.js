import { ContactDto, fieldsOf, ProductDto } from './library.js';
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

/** The classes that many events have, each with a section of its own. */
const SHARED = [
  { type: ContactDto, link: 'the [contact fields](#contact-fields)' },
  { type: ProductDto, link: 'the [fields of a product](#fields-of-a-product)' },
];

/** The section that has the fields which a class has in common with others. */
export function sharedBy(type) {
  return SHARED.find((shared) => type === shared.type || type.prototype instanceof shared.type);
}

/** The fields of a class, but for those of another section; below each list, the fields of its entries. */
export function fieldTable(type) {
  return table(['field', 'type', 'description'], fieldRows(type, ''));
}

/** The names of the same fields, with the required ones in bold. */
export function fieldList(type, prefix = '') {
  const names = ownFields(type).map((field) => {
    const name = `\`${prefix}${field.name}\``;
    const words = field.isRequired ? `**${name}**` : name;
    const entries = field.item?.();
    if (entries === undefined) return words;
    const inner = fieldList(entries, `${prefix}${field.name}[].`);
    return `${words}, each with ${sharedBy(entries).link} and ${inner}`;
  });
  return names.join(', ');
}

function fieldRows(type, prefix) {
  return ownFields(type).flatMap((field) => {
    const name = `${prefix}${field.name}`;
    const entries = field.item?.();
    const description = [commentOf(type, field), entriesOf(entries)].join(' ').trim();
    const row = [`\`${name}\``, `${fieldType(field)}${presence(field)}`, description];
    return entries === undefined ? [row] : [row, ...fieldRows(entries, `${name}[].`)];
  });
}

/** The fields of a class, but for those of another section. */
function ownFields(type) {
  const shared = sharedBy(type);
  const elsewhere = shared === undefined || shared.type === type ? [] : fieldsOf(shared.type);
  return fieldsOf(type).filter(({ name }) => !elsewhere.some((field) => field.name === name));
}

function entriesOf(type) {
  return type === undefined ? '' : `Each has ${sharedBy(type).link}, and:`;
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
  if (!isListed) return ', in samples only';
  return isRequired ? ', **required**' : '';
}

function commentOf(type, { name }) {
  const comment = comments.get(type.name)?.get(name) ?? '';
  if (comment === '') throw new Error(`${type.name}.${name} needs a doc comment.`);
  return comment;
}
