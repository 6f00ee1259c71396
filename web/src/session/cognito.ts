/** Cognito's JSON protocol, as far as a browser needs it; the proof of the password is in `srp`. */
import { OFFLINE, Problem } from '../api/problem';
import { config } from './config';

const SERVICE = 'AWSCognitoIdentityProviderService';

/** Cognito's own texts are fit to be shown; these are clearer. */
const CLEARER: Record<string, string> = {
  UserNotConfirmedException: 'This account is not confirmed yet: enter the code from the e-mail.',
  CodeMismatchException: 'This is not the code that was sent. Check it and try again.',
  ExpiredCodeException: 'This code is no longer good. Ask for a new one.',
  UsernameExistsException: 'This username is taken. Choose another one.',
  LimitExceededException: 'Too many attempts. Wait a while and try again.',
  TooManyRequestsException: 'Too many attempts. Wait a moment and try again.',
};

export async function call<T>(action: string, body: Record<string, unknown>): Promise<T> {
  const { cognitoUrl } = await config().catch(() => {
    throw OFFLINE;
  });
  const answer = await fetch(`${cognitoUrl}/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': `${SERVICE}.${action}` },
    body: JSON.stringify(body),
    credentials: 'omit',
  }).catch(() => {
    throw OFFLINE;
  });
  const said = (await answer.json().catch(() => ({}))) as Record<string, string>;
  if (!answer.ok) throw refusal(answer.status, said['__type'] ?? '', said['message'] ?? '');
  return said as T;
}

/** `type` may carry a namespace: `com.amazonaws…#CodeMismatchException`. */
export function refusal(status: number, type: string, message: string): Problem {
  const code = type.split('#').pop() || 'unknown';
  // Triggers of ours are quoted: "PreSignUp failed with error <the text>."
  const own = /failed with error (.*?)\.?$/.exec(message)?.[1];
  const text = CLEARER[code] ?? own ?? message;
  return new Problem(status, code, text || 'Signing in did not work. Try again.');
}

export interface Tokens {
  access: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  refresh: string;
}

interface Result {
  AuthenticationResult: { AccessToken: string; ExpiresIn: number; RefreshToken?: string };
}

export async function refreshed(refresh: string): Promise<Tokens> {
  const { clientId } = await config();
  const { AuthenticationResult: found } = await call<Result>('InitiateAuth', {
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    ClientId: clientId,
    AuthParameters: { REFRESH_TOKEN: refresh },
  });
  return {
    access: found.AccessToken,
    expiresAt: Date.now() + found.ExpiresIn * 1000,
    refresh: found.RefreshToken ?? refresh, // a new one where the pool rotates them
  };
}

export async function signUp(username: string, email: string, password: string): Promise<void> {
  const { clientId } = await config();
  const UserAttributes = [{ Name: 'email', Value: email }];
  await call('SignUp', { ClientId: clientId, Username: username, Password: password, UserAttributes });
}

export async function confirmSignUp(username: string, code: string): Promise<void> {
  const { clientId } = await config();
  await call('ConfirmSignUp', { ClientId: clientId, Username: username, ConfirmationCode: code });
}

export async function sendCodeAgain(username: string): Promise<void> {
  const { clientId } = await config();
  await call('ResendConfirmationCode', { ClientId: clientId, Username: username });
}

export async function forgotPassword(username: string): Promise<void> {
  const { clientId } = await config();
  await call('ForgotPassword', { ClientId: clientId, Username: username });
}

export async function resetPassword(username: string, code: string, password: string): Promise<void> {
  const { clientId } = await config();
  const body = { ClientId: clientId, Username: username, ConfirmationCode: code, Password: password };
  await call('ConfirmForgotPassword', body);
}

export async function revoke(refresh: string): Promise<void> {
  const { clientId } = await config();
  await call('RevokeToken', { ClientId: clientId, Token: refresh });
}

export async function signOutEverywhere(access: string): Promise<void> {
  await call('GlobalSignOut', { AccessToken: access });
}
