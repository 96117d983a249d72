/** In place of the API's `accounts/password-hash.ts`: hashing on threads would bring real time into the simulation. */
export async function hashPassword(): Promise<string> {
  return "a hash";
}

export async function passwordMatches(): Promise<boolean> {
  return true;
}
