/** An object for which Converge's spec names no field. @internal */
export class NoFieldsDto {}
