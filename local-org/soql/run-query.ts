export function runQuery(){throw new Error('x')}; export function queryMore(){throw new Error('x')}
