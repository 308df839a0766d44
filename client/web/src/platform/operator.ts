/** Who runs the server that these pages came from. */
import { fetchForeign, type Guard, isRecordOf, isText } from "./foreign";

export interface Operator {
  name: string | null;
  contact: string | null;
}

const isTextOrNull: Guard<string | null> = (value) => value === null || isText(value);
const isOperator = isRecordOf<Operator>({ name: isTextOrNull, contact: isTextOrNull });

/** Rejects without a connection. */
export const operator = (): Promise<Operator> => fetchForeign("/api/v1/operator", isOperator);
