/** The events that the tests invent: declared once, so that every file may track them. */
declare module '../../lib/index.js' {
  interface ConvergeEvents {
    'Booked Fitting': { fitting_id: string; minutes?: number };
    Downloaded: object;
    E: object;
    'Generated Event': object;
    One: object;
    Three: object;
    Two: object;
    Watched: object;
  }
}
