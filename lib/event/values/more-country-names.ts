/**
 * Names in use that the lists of country names do not have: parts of countries, former and official
 * names, and ways of writing them. By code.
 *
 * @internal
 */
export const MORE_COUNTRY_NAMES: Readonly<Record<string, readonly string[]>> = {
  AL: ['Shqipëria'],
  AT: ['Oesterreich'],
  BO: ['Bolivia, Plurinational State of'],
  CD: [
    'República Democrática do Congo',
    'DR Congo',
    'DRC',
    'Democratic Republic of Congo',
    'Congo, Democratic Republic of the',
  ],
  CG: ['Congo, Republic of the'],
  CV: ['Cabo Verde'],
  CZ: ['Česko'],
  FK: ['Falklands'],
  GB: ['Britain', 'England', 'Northern Ireland', 'Scotland', 'Wales'],
  IE: ['Eire', 'Republic of Ireland'],
  IR: ['Iran, Islamic Republic of'],
  KP: [
    'Korea, North',
    "Korea, Democratic People's Republic of",
    "Democratic People's Republic of Korea",
  ],
  KR: ['Korea, South', '한국'],
  LY: ['Libyan Arab Jamahiriya'],
  MK: ['Macedonia', 'Macedonia, the Former Yugoslav Republic of'],
  MM: ['Burma'],
  MO: ['Macau'],
  NL: ['Holland'],
  PS: ['Palestine, State of', 'Palestinian Territory, Occupied'],
  SA: ['KSA', 'Kingdom of Saudi Arabia'],
  SZ: ['Swaziland'],
  TH: ['ประเทศไทย'],
  TL: ['East Timor'],
  TW: ['臺灣'],
  TZ: ['Tanzania, United Republic of'],
  US: ['EE.UU.', 'EE. UU.', 'EUA', 'アメリカ'],
  VA: ['Vatican'],
  VE: ['Venezuela, Bolivarian Republic of'],
  VN: ['Viet Nam'],
};
