; The links that Softphone answers to, for an Inno Setup script that installs it into {app}: #include this.
; Windows lets the person choose among the programs that are registered so (Settings > Apps > Default apps).
[Registry]
Root: HKA; Subkey: "Software\RegisteredApplications"; ValueType: string; ValueName: "Softphone"; ValueData: "Software\Softphone\Capabilities"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Softphone"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Softphone\Capabilities"; ValueType: string; ValueName: "ApplicationName"; ValueData: "Softphone"
Root: HKA; Subkey: "Software\Softphone\Capabilities"; ValueType: string; ValueName: "ApplicationDescription"; ValueData: "Calls and transfers for people who answer a company's phones"
Root: HKA; Subkey: "Software\Softphone\Capabilities\UrlAssociations"; ValueType: string; ValueName: "tel"; ValueData: "Softphone.Link"
Root: HKA; Subkey: "Software\Softphone\Capabilities\UrlAssociations"; ValueType: string; ValueName: "sip"; ValueData: "Softphone.Link"
Root: HKA; Subkey: "Software\Softphone\Capabilities\UrlAssociations"; ValueType: string; ValueName: "sips"; ValueData: "Softphone.Link"
Root: HKA; Subkey: "Software\Softphone\Capabilities\UrlAssociations"; ValueType: string; ValueName: "callto"; ValueData: "Softphone.Link"
Root: HKA; Subkey: "Software\Softphone\Capabilities\UrlAssociations"; ValueType: string; ValueName: "softphone"; ValueData: "Softphone.Link"
Root: HKA; Subkey: "Software\Classes\Softphone.Link"; ValueType: string; ValueData: "Telephone number"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Softphone.Link"; ValueType: string; ValueName: "URL Protocol"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Softphone.Link\shell\open\command"; ValueType: string; ValueData: """{app}\softphone.exe"" ""%1"""
