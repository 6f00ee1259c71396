/** Signing in by SRP: the password never leaves the browser. Loaded when somebody signs in. */
import { AuthenticationDetails, CognitoUser, CognitoUserPool, type CognitoUserSession } from 'amazon-cognito-identity-js';

import { Problem } from '../api/problem';
import { refusal, type Tokens } from './cognito';
import { config } from './config';

/** The library would keep every token in localStorage; here they last as long as the call. */
class Nowhere {
  #kept = new Map<string, string>();

  setItem(key: string, value: string): void {
    this.#kept.set(key, value);
  }

  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }

  removeItem(key: string): void {
    this.#kept.delete(key);
  }

  clear(): void {
    this.#kept.clear();
  }
}

/** `secondFactor` is asked for the six digits where the account has one. */
export async function signIn(
  username: string,
  password: string,
  secondFactor: () => Promise<string>,
): Promise<Tokens> {
  const { userPoolId, clientId, cognitoUrl } = await config();
  const Storage = new Nowhere();
  const Pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint: cognitoUrl, Storage });
  const user = new CognitoUser({ Username: username, Pool, Storage });
  const session = await new Promise<CognitoUserSession>((resolve, reject) => {
    const heard = {
      onSuccess: resolve,
      onFailure: (error: Error & { code?: string }) => reject(refusal(400, error.code ?? '', error.message)),
    };
    user.authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), {
      ...heard,
      totpRequired: () => {
        secondFactor().then((code) => user.sendMFACode(code, heard, 'SOFTWARE_TOKEN_MFA'), reject);
      },
      newPasswordRequired: () =>
        reject(new Problem(400, 'new_password', 'This account needs a new password: use “Forgot password”.')),
    });
  });
  return {
    access: session.getAccessToken().getJwtToken(),
    expiresAt: session.getAccessToken().getExpiration() * 1000,
    refresh: session.getRefreshToken().getToken(),
  };
}
