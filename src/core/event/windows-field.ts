/**
 * The System fields of a Windows event in flat form. Names follow the event XML; attributes that would be ambiguous alone carry
 * their element (`Provider_Name`). Source: Windows event schema, SystemPropertiesType.
 */
export const systemFields = [
  "EventID",
  "Provider_Name",
  "Channel",
  "Computer",
  "EventRecordID",
  "TimeCreated",
  "Version",
  "Level",
  "Task",
  "Opcode",
  "Keywords",
  "Qualifiers",
  "Provider_Guid",
  "Provider_EventSourceName",
  "Correlation_ActivityID",
  "Correlation_RelatedActivityID",
  "Execution_ProcessID",
  "ThreadID",
  "UserID",
] as const;

// The first six say which event this is. Data named like them is kept as `EventData_<name>`, so that no payload can pose as another event.
const identityFields: ReadonlySet<string> = new Set(systemFields.slice(0, 6));
const allSystemFields: ReadonlySet<string> = new Set(systemFields);

/** Whether a name says which event this is; data never replaces such a field. */
export function isIdentityField(name: string): boolean {
  return identityFields.has(name);
}

/** Whether a name belongs to System; data of the same name replaces the value, as Sigma rules mean the data. */
export function isSystemField(name: string): boolean {
  return allSystemFields.has(name);
}
