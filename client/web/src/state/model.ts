/** The engine's words for views and components, which know nothing else of the kernel. */

export * from "../kernel/past";
export * from "../kernel/types";
