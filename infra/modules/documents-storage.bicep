// The documents of the programme. No key opens this account, nothing in it is public, and what was deleted or overwritten comes back for a few days.

param location string
param tags object
param name string

@allowed(['Standard_LRS', 'Standard_GRS', 'Standard_RAGRS'])
param sku string
param endpointsSubnetId string
param zoneIds object
param appPrincipalId string

@description('Days for which deleted blobs can be brought back. Few: what could identify a survivor must be gone when it has been destroyed.')
param softDeleteDays int

@description('Days for which a closed grant\'s archive and the seals of the audit trail can be neither changed nor deleted.')
param immutableDays int

@description('Whether the policies of those two are locked: then nothing can change them but a longer period, also no deployment.')
param archivesLocked bool

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    publicNetworkAccess: 'Disabled'
    // 'AzureServices': Defender for Storage reads what it scans.
    networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      isVersioningEnabled: true
      changeFeed: { enabled: true, retentionInDays: 90 }
      deleteRetentionPolicy: { enabled: true, days: softDeleteDays }
      containerDeleteRetentionPolicy: { enabled: true, days: softDeleteDays }
    }

    // What people upload and what the system makes: in quarantine, without a committed blob and closed to everybody, until its content has been looked at.
    resource documents 'containers' = {
      name: 'documents'
    }

    // Orders to destroy, replayed after a restore.
    resource destructions 'containers' = {
      name: 'destructions'
    }

    // Closed grants' archives. Made only after the check for survivor data, because nobody can take anything out again.
    resource archives 'containers' = {
      name: 'archives'

      resource policy 'immutabilityPolicies' = if (!archivesLocked) {
        name: 'default'
        // Made unlocked: infra/README.md says when and how it is locked, which cannot be undone.
        properties: { immutabilityPeriodSinceCreationInDays: immutableDays, allowProtectedAppendWrites: false }
      }
    }

    // The daily seals of the audit trail's chains.
    resource seals 'containers' = {
      name: 'audit-seals'

      resource policy 'immutabilityPolicies' = if (!archivesLocked) {
        name: 'default'
        properties: { immutabilityPeriodSinceCreationInDays: immutableDays, allowProtectedAppendWrites: false }
      }
    }
  }

  resource ageing 'managementPolicies' = {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            name: 'documents'
            enabled: true
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['documents/'] }
              actions: {
                // Never to the archive tier, here and below: a click, and a backup, cannot wait for hours. Cool and cold answer at once.
                baseBlob: { tierToCool: { daysAfterModificationGreaterThan: 180 }, tierToCold: { daysAfterModificationGreaterThan: 730 } }
                version: { delete: { daysAfterCreationGreaterThan: softDeleteDays } }
              }
            }
          }
          {
            name: 'archives'
            enabled: true
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['archives/'] }
              actions: {
                baseBlob: { tierToCool: { daysAfterModificationGreaterThan: 30 }, tierToCold: { daysAfterModificationGreaterThan: 365 } }
              }
            }
          }
        ]
      }
    }
  }
}

module endpoint 'private-endpoint.bicep' = {
  name: 'endpoint-documents'
  params: {
    location: location
    tags: tags
    name: '${name}-blob'
    subnetId: endpointsSubnetId
    targetId: account.id
    part: 'blob'
    zoneIds: [zoneIds.blob]
  }
}

// The built-in roles fit badly: 'Contributor' cannot delete versions, which a destruction must, and may delete containers; 'Owner' may change access lists.
resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'grants-documents')
  properties: {
    roleName: 'Grants documents (${uniqueString(resourceGroup().id)})'
    description: 'Reads, writes and destroys documents. Cannot delete containers, change policies or hand access on.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: [
          'Microsoft.Storage/storageAccounts/blobServices/containers/read'
          'Microsoft.Storage/storageAccounts/blobServices/containers/write'
        ]
        notActions: []
        dataActions: [
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/deleteBlobVersion/action'
        ]
        notDataActions: []
      }
    ]
  }
}

// The role above: the app keeps the documents, and no person needs to.
resource keep 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, appPrincipalId, 'documents')
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: role.id
  }
}

output id string = account.id
output name string = account.name
output blobUrl string = account.properties.primaryEndpoints.blob
