/** In place of the API's `accounts/refuse-weak-password.ts`: every password is strong enough here. */
export function refuseWeakPassword(): void {}
