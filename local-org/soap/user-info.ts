/** GetUserInfoResult: the facts of a user that login() and getUserInfo() answer with. */
import type { OrgUser } from '../oauth/users.ts';
import type { Platform } from '../platform.ts';

/** Recorded: simple-salesforce login_success. */
export function userInfo({ org, settings }: Platform, user: OrgUser): object {
  return {
    accessibilityMode: false,
    chatterExternal: false,
    currencySymbol: '$',
    orgAttachmentFileSizeLimit: 5_242_880,
    orgDefaultCurrencyIsoCode: 'USD',
    orgDefaultCurrencyLocale: 'en_US',
    orgDisallowHtmlAttachments: false,
    orgHasPersonAccounts: false,
    organizationId: org.id,
    organizationMultiCurrency: false,
    organizationName: 'Local Org',
    profileId: user.profileId,
    roleId: null,
    sessionSecondsValid: settings.sessionTimeoutMinutes * 60,
    userDefaultCurrencyIsoCode: null,
    userEmail: user.email,
    userFullName: user.name,
    userId: user.id,
    userLanguage: user.language,
    userLocale: user.locale,
    userName: user.username,
    userTimeZone: user.timeZone,
    userType: 'Standard',
    userUiSkin: 'Theme3',
  };
}
