"use client";
import type { ReactNode } from "react";
export function TrpcProvider({ children }: { children: ReactNode }) { return children; }
