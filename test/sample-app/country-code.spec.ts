import { describe, expect, it } from '@jest/globals';
import { countryCode } from '../../sample-app/customers/country-code.js';

describe('the country code', () => {
  it.each([
    ['Germany', 'DE'],
    [' south korea ', 'KR'],
    ['Curaçao', 'CW'],
    ['USA', 'US'],
    ['UK', 'GB'],
    ['United Kingdom', 'GB'],
    ['se', 'SE'],
  ])('of %j is %s', (country, code) => {
    expect(countryCode(country)).toBe(code);
  });

  it.each(['Deutschland', '05454-876', 'DD', 'FX', 'EU', 'XK', 'Unknown Region', ''])(
    'of %j is not known',
    (country) => {
      expect(countryCode(country)).toBeUndefined();
    },
  );
});
