export interface SignUp {
  readonly id: string;
  readonly customer: { readonly email: string };
  readonly signedUpAt: string;
}
