import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { SignUp } from './sign-up.interface.js';

@Injectable()
export class NewsletterService {
  private readonly signUps = new Map<string, SignUp>();

  /** Returns the first sign-up again for a second one. */
  signUp(email: string): SignUp {
    const key = email.toLowerCase();
    let signUp = this.signUps.get(key);
    if (signUp === undefined) {
      signUp = { id: randomUUID(), customer: { email }, signedUpAt: new Date().toISOString() };
      this.signUps.set(key, signUp);
    }
    return signUp;
  }
}
