/** How many bills of one sum: "três contas de 500". */

const REPEATED =
  /\b(\d{1,2}|duas|dois|tres|quatro|cinco)\s+(?:contas?|casas?|imove(?:l|is)|boletos?|faturas?|lojas?|unidades?|kitnets?|quitinetes?|apartamentos?|aptos?|salas?|pontos?|medidores?|relogios?)\s+(?:de|com|no valor de|a)\s+(?:r\$\s*)?(?:uns\s+|cerca de\s+)?\d/;
const EACH_OF =
  /\bcada\b.{0,30}\bsao (\d|duas|dois|tres|quatro|cinco)\b|\b(duas|dois|tres|quatro|cinco) de (?:r\$\s*)?(?:uns )?\d/;
const COUNTS: Readonly<Record<string, number>> = { duas: 2, dois: 2, tres: 3, quatro: 4, cinco: 5 };

/** 1 where nothing is counted. */
export const repeatOf = (plainText: string): number => {
  const each = EACH_OF.exec(plainText);
  const count = REPEATED.exec(plainText)?.[1] ?? each?.[1] ?? each?.[2];
  if (count === undefined) return 1;
  return Math.min(COUNTS[count] ?? Number(count), 20);
};
