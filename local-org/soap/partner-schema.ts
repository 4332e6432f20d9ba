/** Types and calls of the partner API, member by member in the order that their sequences demand. Source: partner WSDL. */

export interface SchemaMember {
  readonly name: string;
  /** A simple type such as `boolean`, or a name of PARTNER_TYPES. */
  readonly type: string;
  readonly isList: boolean;
  readonly isNillable: boolean;
  readonly isOptional: boolean;
}

/** `name type`, and after it `*` for any number, `?` for nillable, `-` for one that may be absent. */
export const PARTNER_TYPES: Readonly<Record<string, string>> = {
  Error: 'fields string*, message string, statusCode string',
  SaveResult: 'errors Error*, id ID?, success boolean',
  UpsertResult: 'created boolean, errors Error*, id ID?, success boolean',
  SetPasswordResult: '',
  ResetPasswordResult: 'password string',
  DeleteResult: 'errors Error*, id ID?, success boolean',
  UndeleteResult: 'errors Error*, id ID?, success boolean',
  EmptyRecycleBinResult: 'errors Error*, id ID?, success boolean',
  QueryResult: 'done boolean, queryLocator string?, records sObject*, size int',
  SearchResult: 'queryId string, searchRecords SearchRecord*',
  SearchRecord: 'record sObject',
  GetUpdatedResult: 'ids ID*, latestDateCovered dateTime',
  GetDeletedResult:
    'deletedRecords DeletedRecord*, earliestDateAvailable dateTime, latestDateCovered dateTime',
  DeletedRecord: 'deletedDate dateTime, id ID',
  GetServerTimestampResult: 'timestamp dateTime',
  LeadConvert:
    'accountId ID?-, bypassAccountDedupeCheck boolean?-, bypassContactDedupeCheck boolean?-, contactId ID?-, convertedStatus string, doNotCreateOpportunity boolean-, leadId ID, opportunityId ID?-, opportunityName string?-, overwriteLeadSource boolean-, ownerId ID?-, sendNotificationEmail boolean-',
  LeadConvertResult:
    'accountId ID?, contactId ID?, errors Error*, leadId ID?, opportunityId ID?, success boolean',
  MergeRequest: 'masterRecord sObject, recordToMergeIds ID*',
  MergeResult: 'errors Error*, id ID?, mergedRecordIds ID*, success boolean, updatedRelatedIds ID*',
  LoginResult:
    'metadataServerUrl string?, passwordExpired boolean, sandbox boolean, serverUrl string?, sessionId string?, userId ID?, userInfo GetUserInfoResult-',
  GetUserInfoResult:
    'accessibilityMode boolean, chatterExternal boolean, currencySymbol string?, orgAttachmentFileSizeLimit int, orgDefaultCurrencyIsoCode string?, orgDefaultCurrencyLocale string?, orgDisallowHtmlAttachments boolean, orgHasPersonAccounts boolean, organizationId ID, organizationMultiCurrency boolean, organizationName string, profileId ID, roleId ID?, sessionSecondsValid int, userDefaultCurrencyIsoCode string?, userEmail string, userFullName string, userId ID, userLanguage string, userLocale string, userName string, userTimeZone string, userType string, userUiSkin string',
  DescribeTabSetResult:
    'description string, label string, logoUrl string, namespace string-, selected boolean, tabSetId string, tabs DescribeTab*',
  DescribeTab:
    'colors DescribeColor*, custom boolean, iconUrl string, icons DescribeIcon*, label string, miniIconUrl string, name string, sobjectName string?, url string',
  DescribeColor: 'color string, context string, theme string',
  DescribeIcon: 'contentType string, height int?, theme string, url string, width int?',
  DescribeGlobalResult: 'encoding string?, maxBatchSize int, sobjects DescribeGlobalSObjectResult*',
  DescribeGlobalSObjectResult:
    'activateable boolean, createable boolean, custom boolean, customSetting boolean, deepCloneable boolean, deletable boolean, deprecatedAndHidden boolean, feedEnabled boolean, hasSubtypes boolean, idEnabled boolean, isInterface boolean, isSubtype boolean, keyPrefix string?, label string, labelPlural string, layoutable boolean, mergeable boolean, mruEnabled boolean, name string, queryable boolean, replicateable boolean, retrieveable boolean, searchable boolean, triggerable boolean, undeletable boolean, updateable boolean',
  DescribeSObjectResult:
    'activateable boolean, childRelationships ChildRelationship*, compactLayoutable boolean, createable boolean, custom boolean, customSetting boolean, deepCloneable boolean, defaultImplementation string?, deletable boolean, deprecatedAndHidden boolean, feedEnabled boolean, fields Field*, hasSubtypes boolean, idEnabled boolean, implementedBy string?, implementsInterfaces string?, isInterface boolean, isSubtype boolean, keyPrefix string?, label string, labelPlural string, layoutable boolean, mergeable boolean, mruEnabled boolean, name string, namedLayoutInfos NamedLayoutInfo*, networkScopeFieldName string?, queryable boolean, recordTypeInfos RecordTypeInfo*, replicateable boolean, retrieveable boolean, searchLayoutable boolean-, searchable boolean, supportedScopes ScopeInfo*, triggerable boolean-, undeletable boolean, updateable boolean, urlDetail string?, urlEdit string?, urlNew string?',
  ChildRelationship:
    'cascadeDelete boolean, childSObject string, deprecatedAndHidden boolean, field string, junctionIdListNames string*, junctionReferenceTo string*, relationshipName string-, restrictedDelete boolean-',
  NamedLayoutInfo: 'name string',
  RecordTypeInfo:
    'active boolean, available boolean, defaultRecordTypeMapping boolean, developerName string, master boolean, name string, recordTypeId ID?',
  ScopeInfo: 'label string, name string',
  PicklistEntry:
    'active boolean, defaultValue boolean, label string?, validFor base64Binary-, value string',
  FilteredLookupInfo: 'controllingFields string*, dependent boolean, optionalFilter boolean',
  Field:
    'aggregatable boolean, aiPredictionField boolean, autoNumber boolean, byteLength int, calculated boolean, calculatedFormula string-, cascadeDelete boolean-, caseSensitive boolean, compoundFieldName string-, controllerName string-, createable boolean, custom boolean, defaultValue anyType-, defaultValueFormula string-, defaultedOnCreate boolean, dependentPicklist boolean-, deprecatedAndHidden boolean, digits int, displayLocationInDecimal boolean-, encrypted boolean-, externalId boolean-, extraTypeInfo string-, filterable boolean, filteredLookupInfo FilteredLookupInfo-, formulaTreatNullNumberAsZero boolean-, groupable boolean, highScaleNumber boolean-, htmlFormatted boolean-, idLookup boolean, inlineHelpText string-, label string, length int, mask string-, maskType string-, name string, nameField boolean, namePointing boolean-, nillable boolean, permissionable boolean, picklistValues PicklistEntry*, polymorphicForeignKey boolean, precision int, queryByDistance boolean, referenceTargetField string-, referenceTo string*, relationshipName string-, relationshipOrder int-, restrictedDelete boolean-, restrictedPicklist boolean, scale int, searchPrefilterable boolean, soapType string, sortable boolean-, type string, unique boolean, updateable boolean, writeRequiresMasterRead boolean-',
};

interface OperationSchema {
  /** The members of the request's element. */
  readonly input: string;
  /** Of the `result` in the response's element; empty where it has none. */
  readonly output: string;
}

export const PARTNER_CALLS: Readonly<Record<string, OperationSchema>> = {
  login: { input: 'username string, password string', output: 'LoginResult' },
  logout: { input: '', output: '' },
  query: { input: 'queryString string', output: 'QueryResult' },
  queryAll: { input: 'queryString string', output: 'QueryResult' },
  queryMore: { input: 'queryLocator string', output: 'QueryResult' },
  search: { input: 'searchString string', output: 'SearchResult' },
  retrieve: {
    input: 'fieldList string, sObjectType string, ids ID*',
    output: 'sObject*',
  },
  create: { input: 'sObjects sObject*', output: 'SaveResult*' },
  update: { input: 'sObjects sObject*', output: 'SaveResult*' },
  upsert: {
    input: 'externalIDFieldName string, sObjects sObject*',
    output: 'UpsertResult*',
  },
  delete: { input: 'ids ID*', output: 'DeleteResult*' },
  undelete: { input: 'ids ID*', output: 'UndeleteResult*' },
  emptyRecycleBin: { input: 'ids ID*', output: 'EmptyRecycleBinResult*' },
  convertLead: { input: 'leadConverts LeadConvert*', output: 'LeadConvertResult*' },
  merge: { input: 'request MergeRequest*', output: 'MergeResult*' },
  getUpdated: {
    input: 'sObjectType string, startDate dateTime, endDate dateTime',
    output: 'GetUpdatedResult',
  },
  getDeleted: {
    input: 'sObjectType string, startDate dateTime, endDate dateTime',
    output: 'GetDeletedResult',
  },
  setPassword: { input: 'userId ID, password string', output: 'SetPasswordResult' },
  resetPassword: { input: 'userId ID', output: 'ResetPasswordResult' },
  getServerTimestamp: { input: '', output: 'GetServerTimestampResult' },
  getUserInfo: { input: '', output: 'GetUserInfoResult' },
  describeGlobal: { input: '', output: 'DescribeGlobalResult' },
  describeSObject: { input: 'sObjectType string', output: 'DescribeSObjectResult?' },
  describeSObjects: { input: 'sObjectType string*', output: 'DescribeSObjectResult*' },
  describeTabs: { input: '', output: 'DescribeTabSetResult*' },
  describeAllTabs: { input: '', output: 'DescribeTab*' },
};

/** Request headers that the org heeds. */
export const PARTNER_HEADERS: Readonly<Record<string, string>> = {
  SessionHeader: 'sessionId string',
  QueryOptions: 'batchSize int-',
  AllOrNoneHeader: 'allOrNone boolean',
};

export function membersOf(text: string): readonly SchemaMember[] {
  if (text === '') return [];
  return text.split(', ').map((part) => {
    const [name = '', spec = ''] = part.split(' ');
    return { name, ...typeOfSpec(spec) };
  });
}

/** `sObject*` → its type and how often it comes. */
export function typeOfSpec(spec: string): Omit<SchemaMember, 'name'> {
  const type = spec.replace(/[*?-]+$/, '');
  const marks = spec.slice(type.length);
  return {
    type,
    isList: marks.includes('*'),
    isNillable: marks.includes('?'),
    isOptional: marks.includes('-') || marks.includes('*'),
  };
}
