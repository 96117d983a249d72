/** What stands before and after a workspace's name in its address; plain values, so that browser code can take them. */
export interface SitesPlace {
  readonly before: string;
  readonly after: string;
}
