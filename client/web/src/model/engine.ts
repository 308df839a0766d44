/** The engine's documents and constants, for every room above the kernel. The only module here that imports it. */

export * from "../kernel/past";
export * from "../kernel/types";
