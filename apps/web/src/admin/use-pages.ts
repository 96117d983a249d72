"use client";

import { useInfiniteQuery } from "@tanstack/react-query";

interface Page {
  readonly nextCursor: string | null;
}

interface Pages<P extends Page> {
  /** Names what is read; another name is another list. */
  readonly key: readonly unknown[];
  /** The page that the server rendered. */
  readonly first: P;
  readonly read: (cursor: string | null, signal: AbortSignal) => Promise<P>;
  /** How long a page that was read stays true, in milliseconds. */
  readonly staleTime?: number;
}

/**
 * Pages of a keyset list, one after the other. tRPC's own hook for this adds a field `direction` to the
 * input, which the procedures refuse like every other field that they do not know.
 */
export function usePages<P extends Page>({ key, first, read, staleTime = 0 }: Pages<P>) {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    initialData: { pages: [first], pageParams: [null] },
    staleTime,
  });
}
