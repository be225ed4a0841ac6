import { chownSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { UserError } from '../../nodes/kit/errors.ts'

/** Who runs Postgres, and how it is started as that user. */
export interface PostgresUser {
  uid: number
  gid: number
  /** Put before the command: a program that lowers its privileges and becomes the command. */
  prefix: readonly string[]
}

const NOBODY = 65_534

interface PasswdEntry {
  uid: number
  gid: number
}

/** Finds a user in the text of /etc/passwd. */
export function findPasswdEntry(passwd: string, name: string): PasswdEntry | undefined {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name)
  const uid = Number(fields?.[2])
  const gid = Number(fields?.[3])
  return fields !== undefined && Number.isInteger(uid) && Number.isInteger(gid) && uid > 0
    ? { uid, gid }
    : undefined
}

const ancestorsOf = (path: string): string[] =>
  dirname(path) === path ? [] : [dirname(path), ...ancestorsOf(dirname(path))]

/** The first folder above `path` that `user` may not enter; undefined where the way is open. */
export function findClosedFolder(path: string, user: PasswdEntry): string | undefined {
  return ancestorsOf(path).find((folder) => {
    const stat = statSync(folder, { throwIfNoEntry: false })
    if (stat === undefined) return false
    if (stat.uid === user.uid) return (stat.mode & 0o100) === 0
    if (stat.gid === user.gid) return (stat.mode & 0o010) === 0
    return (stat.mode & 0o001) === 0
  })
}

const findOnPath = (program: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)

/**
 * Postgres refuses to run as root. So under root (a container, as a rule) it runs as user `postgres` where there is
 * one, else as `nobody`, which every system has: no user is added to the machine. Where that user can't enter a folder
 * above the program or the data, such as /root, `setpriv` starts it with the one capability to pass through folders.
 * @returns undefined where this process is not root and Postgres runs as the same user.
 * @throws UserError `postgres_user` where there is no way.
 */
export function choosePostgresUser(paths: readonly string[]): PostgresUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const passwd = readFileSync('/etc/passwd', 'utf8')
  const user = findPasswdEntry(passwd, 'postgres') ??
    findPasswdEntry(passwd, 'nobody') ?? { uid: NOBODY, gid: NOBODY }
  const closed = paths.map((path) => findClosedFolder(path, user)).find((folder) => folder !== undefined)
  if (closed === undefined) return { ...user, prefix: [] }
  const setpriv = findOnPath('setpriv')
  if (setpriv === undefined) {
    throw new UserError(
      'postgres_user',
      `Millrace runs as root and Postgres must not, but the user it would run as cannot enter ${closed}. Run Millrace as an ordinary user, or move it and its data folder (MILLRACE_DATA) out of ${closed}, or set DATABASE_URL to a Postgres of your own.`,
    )
  }
  const capability = '+dac_override'
  return {
    ...user,
    prefix: [
      setpriv,
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      `--inh-caps=${capability}`,
      `--ambient-caps=${capability}`,
      // Else access(2), by which Postgres looks for its own programs, would leave the capability out of account.
      '--securebits=+no_setuid_fixup',
      '--',
    ],
  }
}

/** Gives a folder and all in it to the user, where it is someone else's: a volume may outlive the user numbers. */
export function giveTo(path: string, user: PasswdEntry): void {
  const stat = lstatSync(path)
  if (stat.uid === user.uid && stat.gid === user.gid) return
  if (stat.isDirectory()) for (const name of readdirSync(path)) giveTo(join(path, name), user)
  chownSync(path, user.uid, user.gid)
}
