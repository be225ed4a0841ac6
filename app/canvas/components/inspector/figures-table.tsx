/** Figures by name, with a note between where one needs it. */
export function Figures({ rows }: { rows: readonly (readonly [string, string, string?])[] }) {
  const noted = rows.some(([, , note]) => note !== undefined)
  return (
    <table className="figures">
      <tbody>
        {rows.map(([title, figure, note]) => (
          <tr key={title}>
            <th scope="row">{title}</th>
            {noted && <td className="text-ink-3">{note}</td>}
            <td className="is-main">{figure}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
