import { z } from "zod";

export const AccountId = z.string().min(1);
