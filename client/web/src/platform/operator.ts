/** Who runs the server that these pages came from. */
export interface Operator {
  name: string | null;
  contact: string | null;
}

/** Rejects without a connection. */
export async function operator(): Promise<Operator> {
  const response = await fetch("/api/v1/operator");
  if (!response.ok) throw new Error(`operator: ${response.status}`);
  return (await response.json()) as Operator;
}
