// Where logs, traces and measures go: one workspace, reached by the app on a private endpoint only.

param location string
param tags object
param name string
param endpointsSubnetId string
param zoneIds object
param appPrincipalId string

@description('Days that telemetry is kept.')
param retentionDays int

@description('The most that is taken in a day, in GB: a fault that logs without end does not cost without end.')
param dailyCapGb int

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${name}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGb }
    features: { disableLocalAuth: true }
    publicNetworkAccessForIngestion: 'Disabled'
    // Reading: by people of the agency in the Azure portal, with their own sign-in and role. Nothing can be sent this way.
    publicNetworkAccessForQuery: 'Enabled'
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${name}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    // No instrumentation key opens it: the app shows its identity.
    DisableLocalAuth: true
    publicNetworkAccessForIngestion: 'Disabled'
    publicNetworkAccessForQuery: 'Enabled'
  }
}

resource scope 'Microsoft.Insights/privateLinkScopes@2021-07-01-preview' = {
  name: 'ampls-${name}'
  location: 'global'
  tags: tags
  properties: {
    accessModeSettings: { ingestionAccessMode: 'PrivateOnly', queryAccessMode: 'Open' }
  }

  resource scopedWorkspace 'scopedResources' = {
    name: 'workspace'
    properties: { linkedResourceId: workspace.id }
  }

  resource scopedInsights 'scopedResources' = {
    name: 'insights'
    properties: { linkedResourceId: insights.id }
    // One change of a scope at a time.
    dependsOn: [scopedWorkspace]
  }
}

module endpoint 'private-endpoint.bicep' = {
  name: 'endpoint-telemetry'
  params: {
    location: location
    tags: tags
    name: '${name}-telemetry'
    subnetId: endpointsSubnetId
    targetId: scope.id
    part: 'azuremonitor'
    zoneIds: [zoneIds.monitor, zoneIds.oms, zoneIds.ods, zoneIds.agents, zoneIds.blob]
  }
  dependsOn: [scope::scopedInsights]
}

// Monitoring Metrics Publisher: the app sends its telemetry. It cannot read any.
resource send 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, appPrincipalId, 'send')
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '3913510d-42f4-4e42-8a64-420c390055eb')
  }
}

output workspaceId string = workspace.id
output connectionString string = insights.properties.ConnectionString
