/** An object for which Converge's spec names no field. */
export class NoFieldsDto {}
